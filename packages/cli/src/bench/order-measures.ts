import type { Measure } from './measures.js'

export const orderMeasures: readonly Measure[] = []
