"""Home of the reading and writing of clerks' sheets: .csv, .xls and .xlsx into plain tables."""
