upper() { tr a-z A-Z; }
