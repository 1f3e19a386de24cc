/** Looks at so many pictures a second: more only warms the phone. */
const LOOKS_PER_SECOND = 8
/** Longest side that is looked at; a code of eight digits needs far less. */
const SIDE_MAX = 900

let decoder = null

/** The browser's own reader where it has one, else the one that came with this page, fetched when it is first needed. */
async function decoderOf() {
  if (decoder) return decoder
  if ('BarcodeDetector' in window) {
    const native = new window.BarcodeDetector({ formats: ['qr_code'] })
    const works = await native.detect(document.createElement('canvas')).then(
      () => true,
      () => false,
    )
    if (works) {
      decoder = async (canvas) => (await native.detect(canvas))[0]?.rawValue ?? null
      return decoder
    }
  }
  await import('./jsqr.js')
  decoder = async (canvas) => {
    const { data, width, height } = canvas
      .getContext('2d', { willReadFrequently: true })
      .getImageData(0, 0, canvas.width, canvas.height)
    return window.jsQR(data, width, height)?.data ?? null
  }
  return decoder
}

/** Draws a picture small enough, and reads it. Null when there is no code in it. */
async function readFrom(source, width, height) {
  if (!(width > 0 && height > 0)) return null
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.getContext('2d', { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height)
  return (await decoderOf())(canvas)
}

/** The text of a code on a photo; null when none is found. */
export async function readPhoto(file) {
  const picture = await createImageBitmap(file)
  return readFrom(picture, picture.width, picture.height)
}

/** Opens the camera into a video and calls back with the first code it sees. Gives what ends it; throws without a camera. */
export async function scanWith(video, onCode) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
    audio: false,
  })
  let isOver = false
  const stop = () => {
    isOver = true
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
  video.srcObject = stream
  await video.play()
  const look = async () => {
    if (isOver) return
    const text = await readFrom(video, video.videoWidth, video.videoHeight).catch(() => null)
    if (isOver) return
    if (text === null) setTimeout(look, 1000 / LOOKS_PER_SECOND)
    else {
      stop()
      onCode(text)
    }
  }
  void look()
  return stop
}
