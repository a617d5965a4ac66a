# R's forecasts of the same series from the same origins, for benchmarks/forecast_accuracy.py.
#
#   python -m benchmarks.forecast_accuracy data.db --series series.csv
#   Rscript benchmarks/r_forecasts.R series.csv r_forecasts.csv
#   python -m benchmarks.forecast_accuracy data.db --r r_forecasts.csv
#
# series.csv has tool, source, month, value, without gaps. Every method has its defaults.

suppressMessages(library(forecast))

arguments <- commandArgs(TRUE)
series <- read.csv(arguments[1], stringsAsFactors = FALSE)
years <- 2018:2022
ahead <- 12

methods <- list(
  naive = function(x) naive(x, h = ahead),
  `seasonal naive` = function(x) snaive(x, h = ahead),
  ets = function(x) forecast(ets(x), h = ahead),
  auto.arima = function(x) forecast(auto.arima(x), h = ahead),
  thetaf = function(x) thetaf(x, h = ahead),
  `stlf (robust, ets)` = function(x) stlf(x, h = ahead, robust = TRUE, method = "ets")
)

bound <- function(limits, levels) {
  if (is.matrix(limits)) limits[, which(levels == 95)] else limits
}

rows <- list()
for (key in unique(paste(series$tool, series$source, sep = "\t"))) {
  whole <- series[paste(series$tool, series$source, sep = "\t") == key, ]
  for (year in years) {
    known <- whole[as.integer(substr(whole$month, 1, 4)) <= year, ]
    first <- as.integer(strsplit(known$month[1], "-")[[1]])
    x <- ts(known$value, start = first, frequency = 12)
    for (method in names(methods)) {
      seconds <- system.time(answer <- methods[[method]](x))[["user.self"]]
      rows[[length(rows) + 1]] <- data.frame(
        method = method, tool = known$tool[1], source = known$source[1],
        cut = paste0(year, "-12"), step = seq_len(ahead), mean = as.numeric(answer$mean),
        low = as.numeric(bound(answer$lower, answer$level)),
        high = as.numeric(bound(answer$upper, answer$level)), seconds = seconds
      )
    }
  }
}
write.csv(do.call(rbind, rows), arguments[2], row.names = FALSE)
