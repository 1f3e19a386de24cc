import { parseArgs } from 'node:util'
import { OutsideError } from '@mamapu/kernel'
import { announceDemo } from '../demo/seed/announce.js'
import { ORDERS_PER_SHOP, seedDemo } from '../demo/seed/seed-demo.js'
import { demoShops } from '../demo/shops/index.js'
import { openProduct } from '../product/compose.js'
import { readConfig } from '../product/config.js'
import type { RunCommand } from './index.js'

const ORDERS_MAX = 400

/** Makes the demo shops in an empty installation: `npm run seed [-- --shops mili,disha --orders 40]`. */
export const seed: RunCommand = async (args) => {
  const { shops, orders } = readArgs(args)
  const product = await openProduct(readConfig(process.env), (line) => console.log(`  ${line}`))
  try {
    const result = await seedDemo(product, { shops, orders, say: (line) => console.log(`  ${line}`) })
    if (result === 'not_empty')
      throw new OutsideError(
        'NOT_EMPTY',
        '这里已经有店铺了，示例店铺只建在空的系统里 · there are shops here already; the demo is made in an empty installation only',
      )
    if (result === 'elsewhere')
      throw new OutsideError(
        'SEED_RUNNING',
        '另一个进程正在布置示例店铺 · another process is making the demo shops',
      )
    if (result === 'there_already') console.log('示例店铺已经在了 · the demo shops are there already')
    await announceDemo(product)
    return 0
  } finally {
    await product.close()
  }
}

function readArgs(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: { shops: { type: 'string' }, orders: { type: 'string' } },
  })
  const wanted = values.shops?.split(',')
  const shops = demoShops.filter(({ slug }) => wanted?.includes(slug) ?? true)
  const orders = Number(values.orders ?? ORDERS_PER_SHOP)
  if (shops.length !== (wanted ?? demoShops).length)
    throw new OutsideError('NO_SUCH_SHOP', `--shops: ${demoShops.map(({ slug }) => slug).join(',')}`)
  if (!Number.isInteger(orders) || orders < 1 || orders > ORDERS_MAX)
    throw new OutsideError('ORDERS_RANGE', `--orders: 1 … ${ORDERS_MAX}`)
  return { shops, orders }
}
