create temp table {stage} on commit drop as select {columns} from {table} with no data
