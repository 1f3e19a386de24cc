import { Worker } from 'node:worker_threads'
import { assert, OutsideError, SECOND } from '@mamapu/kernel'
import type { PosterPlan } from '../poster.types.js'
import type { Drawn, DrawOrder, DrawReply } from './draw.types.js'
import { TEMPLATES } from './templates/index.js'

/** Cold on a busy machine it takes two seconds. */
const DRAW_MAX_MS = 20 * SECOND
/** A thread that nobody asks for so long is ended: fonts and layout are 100 MB. */
const IDLE_MS = 30 * SECOND
const MEMORY_MB = 256
/** Asked for and not yet drawn, in this process. */
const WAITING_MAX = 100
const JPEG_QUALITY = 88
/** A photo makes more of it; then 256 colours have to do. */
const WHOLE_BYTES_MAX = 1024 * 1024

let library: Promise<typeof import('sharp').default> | undefined

/** Loaded with the first poster: most processes draw none. */
function openSharp(): Promise<typeof import('sharp').default> {
  library ??= import('sharp').then(({ default: sharp }) => sharp)
  return library
}

/**
 * The PNG of a poster, small enough to travel in a chat. `readPicture` gives the bytes of the shop's
 * own picture. Drawn in a thread of its own, one after another; it takes at most 20 seconds and 256 MB, or throws.
 */
export async function drawPoster(
  plan: PosterPlan,
  readPicture: (hash: string) => Promise<Buffer | null>,
): Promise<Buffer> {
  const picture = await pictureFor(plan, readPicture)
  const { width, height, pixels } = await inThread({ plan, picture })
  const sharp = await openSharp()
  const image = sharp(pixels, { raw: { width, height, channels: 4 } }).removeAlpha()
  const whole = await image.clone().png({ compressionLevel: 9 }).timeout({ seconds: 20 }).toBuffer()
  if (whole.length <= WHOLE_BYTES_MAX) return whole
  return image.png({ palette: true, effort: 8, dither: 0.8 }).timeout({ seconds: 20 }).toBuffer()
}

async function pictureFor(
  { template, size, content }: PosterPlan,
  readPicture: (hash: string) => Promise<Buffer | null>,
): Promise<string | null> {
  const bytes = content.picture === undefined ? null : await readPicture(content.picture)
  if (!bytes) return null
  const sharp = await openSharp()
  const jpeg = await sharp(bytes)
    .resize({ ...TEMPLATES[template].pictureBox(size), fit: 'cover', position: 'attention' })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: JPEG_QUALITY })
    .timeout({ seconds: 20 })
    .toBuffer()
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`
}

let turn: Promise<unknown> = Promise.resolve()
let waiting = 0

/** One after another: two threads would hold the fonts twice. */
function inThread(order: DrawOrder): Promise<Drawn> {
  if (waiting >= WAITING_MAX) throw new OutsideError('POSTER_BUSY', 'too many posters wait in this process')
  waiting += 1
  const drawn = turn.then(() => ask(order))
  turn = drawn.catch(() => {}).finally(() => (waiting -= 1))
  return drawn
}

let thread: Worker | null = null
let idle: NodeJS.Timeout | undefined

async function ask(order: DrawOrder): Promise<Drawn> {
  clearTimeout(idle)
  thread ??= startThread()
  const worker = thread
  try {
    const reply = await replyOf(worker, order)
    if ('failed' in reply) throw new OutsideError('POSTER_FAILED', reply.failed)
    return reply.drawn
  } catch (error) {
    // Whatever state it is in: the next poster begins with a new one.
    endThread(worker)
    throw error
  } finally {
    idle = setTimeout(() => endThread(worker), IDLE_MS)
    idle.unref()
  }
}

function startThread(): Worker {
  const worker = new Worker(new URL('./draw-thread.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  worker.unref()
  // One that breaks while nobody listens ends itself; it must not end the process.
  worker.on('error', () => endThread(worker))
  return worker
}

function endThread(worker: Worker): void {
  if (thread === worker) thread = null
  void worker.terminate()
}

function replyOf(worker: Worker, order: DrawOrder): Promise<DrawReply> {
  assert(worker.threadId > 0, 'the drawing thread runs')
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => settle(() => reject(lateError())), DRAW_MAX_MS)
    const onMessage = (reply: DrawReply) => settle(() => resolve(reply))
    const onError = (cause: unknown) =>
      settle(() => reject(new OutsideError('POSTER_FAILED', 'the drawing thread broke', { cause })))
    const onExit = () => settle(() => reject(new OutsideError('POSTER_FAILED', 'the drawing thread ended')))
    function settle(end: () => void): void {
      clearTimeout(late)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      end()
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.postMessage(order)
  })
}

const lateError = () => new OutsideError('POSTER_LATE', `not drawn within ${DRAW_MAX_MS} ms`)
