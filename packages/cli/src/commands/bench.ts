import { runBench } from '../bench/run-bench.js'
import type { RunCommand } from './index.js'

/** `npm run bench [-- measure …]`: the measures whose names begin so, or all (docs/operators/bench.md). */
export const bench: RunCommand = (args) => runBench(args)
