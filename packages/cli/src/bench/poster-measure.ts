import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { posters } from '@mamapu/core'
import sharp from 'sharp'
import { workspaceRoot } from '../workspace.js'
import { median } from './load.js'
import type { Figure, Measure, Say } from './measures.js'
import type { Site } from './site.js'

const ROUNDS = 12
const PICTURE = join(workspaceRoot, 'packages/cli/demo/pictures/onesie.webp')
const SIZE = { width: 1080, height: 1440 }

const plan = (nth: number): posters.PosterPlan => ({
  template: 'product',
  size: 'moments',
  content: {
    title: `纯棉连体衣 新生儿春秋四季哈衣 ${nth}`,
    subtitle: 'A 类面料，不起球，换尿布只要三秒',
    price: '¥71.10',
    struckPrice: '¥89.00',
    badge: '限时秒杀',
    picture: 'a'.repeat(64),
    from: '小满妈',
    qrPath: '/s/a8k2mq9x',
  },
  shop: { name: '米粒妈福利社', locale: 'zh-CN', color: '#e8825a', origin: 'http://mili.localhost:3000' },
})

/** Posters one after another in a thread that is warm, beside the same picture cut to their size and packed as PNG. */
async function drawWarm(_site: Site, say: Say): Promise<Figure> {
  const picture = readFileSync(PICTURE)
  const times = { ours: [] as number[], limit: [] as number[] }
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ours = await timed(() => posters.drawPoster(plan(round), async () => picture))
    const limit = await timed(() =>
      sharp(picture)
        .resize({ ...SIZE, fit: 'cover' })
        .png({ compressionLevel: 9 })
        .toBuffer(),
    )
    if (round === 0) say(`the first, with fonts and thread: ${ours.toFixed(0)} ms`)
    else {
      times.ours.push(ours)
      times.limit.push(limit)
    }
  }
  const [ours, limit] = [1000 / median(times.ours), 1000 / median(times.limit)]
  return { measure: 'poster.warm', ours, limit, ratio: ours / limit, unit: 'posters/s' }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

export const posterMeasures: readonly Measure[] = [
  {
    name: 'poster.warm',
    about: 'a product poster of 1080 × 1440 drawn in a warm thread; limit: its picture cut and packed as PNG',
    run: drawWarm,
  },
]
