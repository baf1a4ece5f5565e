copy {stage} from stdin
