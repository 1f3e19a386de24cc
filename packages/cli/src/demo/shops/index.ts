import type { DemoShop } from '../demo.types.js'
import { chuyou } from './chuyou/index.js'
import { disha } from './disha/index.js'
import { mili } from './mili/index.js'
import { yingdi } from './yingdi/index.js'

/** The four shops a first start opens. */
export const demoShops: readonly DemoShop[] = [mili, disha, chuyou, yingdi]
