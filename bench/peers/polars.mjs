// polars.mjs - the jobs of the benchmark by polars. Columns are typed as polars does it unless `text` says to keep texts.
// usage: node polars.mjs fdc|off INPUT OUT.csv [text]
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

const pl = createRequire(join(process.env.VITK_BENCH_NPM, "package.json"))("nodejs-polars");
const [job, input, output, kind] = process.argv.slice(2);
const texts = kind === "text" ? { inferSchemaLength: 0 } : {};
const codes = kind === "text" ? ["1183", "1184", "1185"] : [1183, 1184, 1185];

function fdc() {
  const foods = pl.scanCSV(`${input}/food.csv`, texts).select("fdc_id", "description");
  return pl
    .scanCSV(`${input}/food_nutrient.csv`, texts)
    .select("fdc_id", "nutrient_id", "amount")
    .filter(pl.col("nutrient_id").isIn(codes).and(pl.col("amount").isNotNull()))
    .join(foods, { on: "fdc_id" });
}

function off() {
  const table = pl.scanCSV(input, { ...texts, sep: "\t", quoteChar: "\u0001" });
  const column = (name) => [pl.col("code"), pl.lit(name).alias("component"), pl.col(name).alias("amount"), pl.col("product_name")];
  const wanted = table.select("code", "product_name", "vitamin-k_100g", "phylloquinone_100g").collectSync();
  return pl.concat(["vitamin-k_100g", "phylloquinone_100g"].map((name) =>
    wanted.select(...column(name)).filter(pl.col("amount").isNotNull())));
}

const found = job === "fdc" ? fdc().collectSync() : off();
found.writeCSV(output);
