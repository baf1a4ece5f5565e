copy (select {columns} from {table} t where {condition} order by {order}) to stdout
