import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { allPictures, drawings } from './index.js'

/** Draws every picture anew into `packages/cli/demo/pictures`; run by hand when a drawing changed. */
async function encodeAll(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  let bytes = 0
  for (const name of allPictures) {
    const webp = await sharp(Buffer.from(drawings[name])).webp({ quality: 84, effort: 6 }).toBuffer()
    await writeFile(`${folder}/${name}.webp`, webp)
    bytes += webp.length
  }
  console.log(`${allPictures.length} pictures, ${Math.round(bytes / 1024)} KB in ${folder}`)
}

await encodeAll(fileURLToPath(new URL('../../../demo/pictures', import.meta.url)))
