// duckdb.mjs - the jobs of the benchmark by DuckDB. Columns are typed as DuckDB does it unless `text` says to keep texts.
// usage: node duckdb.mjs fdc|off|json INPUT OUT.csv [text]
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

const { DuckDBInstance } = createRequire(join(process.env.VITK_BENCH_NPM, "package.json"))("@duckdb/node-api");
const [job, input, output, kind] = process.argv.slice(2);
const texts = kind === "text" ? ", all_varchar = true" : "";
const is = kind === "text" ? "('1183', '1184', '1185')" : "(1183, 1184, 1185)";
const queries = {
  fdc: `SELECT v.fdc_id AS food_id, v.nutrient_id AS component, v.amount AS amount, f.description AS name
        FROM read_csv('${input}/food_nutrient.csv'${texts}) v JOIN read_csv('${input}/food.csv'${texts}) f USING (fdc_id)
        WHERE v.nutrient_id IN ${is} AND v.amount IS NOT NULL`,
  off: `SELECT * FROM (
          SELECT code AS food_id, unnest(['vitamin-k_100g', 'phylloquinone_100g']) AS component,
                 unnest(["vitamin-k_100g", "phylloquinone_100g"]) AS amount, product_name AS name
          FROM read_csv('${input}', delim = '\t', quote = '', header = true${texts})
          WHERE "vitamin-k_100g" IS NOT NULL OR "phylloquinone_100g" IS NOT NULL)
        WHERE amount IS NOT NULL`,
  json: `SELECT food_id, n.nutrient.id AS component, n.amount AS amount, name FROM (
           SELECT fdcId AS food_id, description AS name, unnest(foodNutrients) AS n
           FROM read_json('${input}', format = 'array', columns = {fdcId: 'VARCHAR', description: 'VARCHAR',
             foodNutrients: 'STRUCT(nutrient STRUCT(id BIGINT), amount VARCHAR)[]'}))
         WHERE n.nutrient.id IN (1183, 1184, 1185) AND n.amount IS NOT NULL`,
};
const connection = await (await DuckDBInstance.create(":memory:")).connect();
await connection.run(`COPY (${queries[job]}) TO '${output}' (HEADER, DELIMITER ',')`);
