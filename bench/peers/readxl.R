# A CIQUAL workbook by readxl, texts kept. usage: Rscript readxl.R TABLE.xlsx OUT.csv
arguments <- commandArgs(trailingOnly = TRUE)
table <- readxl::read_excel(arguments[1], col_types = "text")
part <- function(component, column) {
  data.frame(food_id = table$alim_code, component = component, amount = table[[column]], name = table$alim_nom_fr)
}
found <- rbind(part("VITK1", "Vitamine K1 (µg/100 g)"), part("VITK2", "Vitamine K2 (µg/100 g)"))
write.csv(found[!is.na(found$amount), ], arguments[2], row.names = FALSE)
