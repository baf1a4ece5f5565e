insert into {table} ({columns}) overriding system value select {values} from {stage} s
