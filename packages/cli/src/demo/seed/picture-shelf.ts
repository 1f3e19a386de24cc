import { join } from 'node:path'
import { media } from '@mamapu/core'
import { OutsideError } from '@mamapu/kernel'
import { workspaceRoot } from '../../workspace.js'
import type { PictureName } from '../pictures.js'

const FOLDER = join(workspaceRoot, 'packages/cli/demo/pictures')

/** The demo's pictures, each encoded once however many shops keep it; it is begun when the first asks. */
export class PictureShelf {
  readonly #ready = new Map<PictureName, Promise<media.ReadyPicture>>()

  get(name: PictureName): Promise<media.ReadyPicture> {
    let picture = this.#ready.get(name)
    if (!picture) {
      picture = encode(name)
      this.#ready.set(name, picture)
    }
    return picture
  }
}

async function encode(name: PictureName): Promise<media.ReadyPicture> {
  const picture = await media.readyPicture({ path: join(FOLDER, `${name}.webp`), declaredType: 'image/webp' })
  if (typeof picture === 'string') throw new OutsideError(picture, `demo/pictures/${name}.webp: ${picture}`)
  return picture
}
