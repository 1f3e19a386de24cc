import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createTestApp, createTestDatabase, createTestStore, multipartOf, serveRoutes } from '@mamapu/testkit'
import sharp from 'sharp'
import t from 'tap'
import {
  fetchToFile,
  isPublicAddress,
  mediaAdminRoutes,
  mediaStorefrontRoutes,
  PUBLIC_FETCH,
  parseMediaUrl,
  pictureOf,
  sizesFor,
} from './index.js'

const at = new Date('2026-03-01T02:00:00Z')

const photo = (width = 900, height = 600, format: 'jpeg' | 'png' | 'webp' | 'gif' = 'jpeg') =>
  sharp({ create: { width, height, channels: 3, background: '#e8825a' } })
    .toFormat(format)
    .toBuffer()

async function setUp(t: { teardown(work: () => unknown): void }, dataDir: string) {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const other = await createTestStore(db, at)
  const app = { ...createTestApp(t, db, { at }).app, dataDir }
  const serve = (id: typeof storeId) =>
    serveRoutes(t, { storeId: id, at }, mediaAdminRoutes(app), mediaStorefrontRoutes(app))
  const server = await serve(storeId)
  const send = (name: string, type: string, data: Buffer | string) =>
    server.inject({ method: 'POST', url: '/media', ...multipartOf([{ name, type, data }]) })
  return { server, other: await serve(other.storeId), send }
}

t.test(
  'a photo comes back upright, in sRGB WebP of every size, without anything of its origin',
  async (t) => {
    const dataDir = t.testdir()
    const { server, other, send } = await setUp(t, dataDir)
    const original = await sharp({ create: { width: 1600, height: 900, channels: 3, background: '#3366aa' } })
      .withExif({ IFD0: { Copyright: 'secret-owner' }, IFD3: { GPSLatitude: '31/1 14/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    t.ok((await sharp(original).metadata()).exif, 'there is something to lose')
    const reply = await send(
      '../../x\u202e.jpg',
      'image/jpeg',
      Buffer.concat([original, Buffer.from('PK\x03\x04<script>')]),
    )
    t.equal(reply.statusCode, 201, reply.body)
    const [media] = reply.json().media
    t.match(media, {
      width: 900,
      height: 1600,
      sources: [{ width: 240 }, { width: 480 }, { width: 800 }, { width: 900 }],
    })
    for (const source of media.sources) {
      const file = await server.inject(source.url)
      t.equal(file.headers['content-type'], 'image/webp')
      t.equal(file.headers['x-content-type-options'], 'nosniff')
      const seen = await sharp(file.rawPayload).metadata()
      t.match(seen, { format: 'webp', width: source.width, space: 'srgb' })
      t.notOk(seen.exif ?? seen.xmp ?? seen.icc ?? seen.iptc)
      t.notOk(file.rawPayload.includes('secret-owner') || file.rawPayload.includes('<script>'))
      t.equal((await other.inject(source.url)).statusCode, 404, 'another shop has no such picture')
    }
    const again = await send(
      'again.jpg',
      'image/jpeg',
      Buffer.concat([original, Buffer.from('PK\x03\x04<script>')]),
    )
    t.equal(again.json().media[0].id, media.id, 'the same picture is the same row')
    t.equal((await server.inject('/media')).json().media.length, 1)
    t.equal((await other.inject('/media')).json().media.length, 0)
    t.same(await readdir(join(dataDir, 'uploads')), [], 'nothing temporary is left')
    for (const path of [
      '/media/x.webp',
      `/media/${'0'.repeat(64)}-480.webp`,
      `/media/${'0'.repeat(64)}-481.webp`,
      '/media/..%2f..%2fetc%2fpasswd',
    ])
      t.equal((await server.inject(path)).statusCode, 404, path)
  },
)

t.test('every kind we take is taken; hostile and lying files are refused with their reason', async (t) => {
  const dataDir = t.testdir()
  const { server, send } = await setUp(t, dataDir)
  for (const format of ['jpeg', 'png', 'webp', 'gif'] as const)
    t.equal(
      (await send(`a.${format}`, `image/${format}`, await photo(300, 200, format))).statusCode,
      201,
      format,
    )
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
  const bomb = await sharp({ create: { width: 8000, height: 6250, channels: 3, background: '#fff' } })
    .png({ compressionLevel: 9 })
    .toBuffer()
  const jpeg = await photo()
  const cases: [string, string, Buffer | string, number, string][] = [
    ['a.svg', 'image/svg+xml', svg, 422, 'MEDIA_NOT_A_PICTURE'],
    ['a.png', 'image/png', svg, 422, 'MEDIA_NOT_A_PICTURE'],
    ['a.jpg', 'image/jpeg', '<html><script>alert(1)</script></html>', 422, 'MEDIA_NOT_A_PICTURE'],
    ['a.jpg', 'image/jpeg', '%PDF-1.7\n%âãÏÓ', 422, 'MEDIA_NOT_A_PICTURE'],
    ['a.gif', 'image/gif', 'GIF89a/*<script>alert(1)</script>*/=1;', 422, 'MEDIA_BROKEN'],
    ['a.png', 'image/png', jpeg, 422, 'MEDIA_TYPE_LIES'],
    ['a.html', 'text/html', jpeg, 422, 'MEDIA_TYPE_LIES'],
    ['a.jpg', 'image/jpeg', '', 422, 'MEDIA_NOT_A_PICTURE'],
    ['a.jpg', 'image/jpeg', jpeg.subarray(0, jpeg.length >> 1), 422, 'MEDIA_BROKEN'],
    ['50mp.png', 'image/png', bomb, 422, 'MEDIA_TOO_MANY_PIXELS'],
    ['big.jpg', 'image/jpeg', Buffer.concat([jpeg, Buffer.alloc(10 * 1024 * 1024)]), 413, 'MEDIA_TOO_LARGE'],
  ]
  for (const [name, type, data, status, code] of cases) {
    const reply = await send(name, type, data)
    t.match({ status: reply.statusCode, code: reply.json().code }, { status, code }, `${name} ${code}`)
  }
  const eleven = Array.from({ length: 11 }, (_, index) => ({
    name: `${index}.jpg`,
    type: 'image/jpeg',
    data: jpeg,
  }))
  const many = await server.inject({ method: 'POST', url: '/media', ...multipartOf(eleven) })
  t.match(many.json(), { status: 413, code: 'MEDIA_TOO_MANY_FILES' })
  t.match((await server.inject({ method: 'POST', url: '/media', ...multipartOf([]) })).json(), {
    code: 'MEDIA_NO_FILE',
  })
  t.match((await server.inject({ method: 'POST', url: '/media', payload: {} })).json(), {
    code: 'UNSUPPORTED_MEDIA_TYPE',
  })
  t.same(await readdir(join(dataDir, 'uploads')), [])
})

t.test('sizes and addresses', async (t) => {
  t.same(sizesFor(100), [240])
  t.same(sizesFor(480), [240, 480])
  t.same(sizesFor(5000), [240, 480, 800, 1200])
  const hash = 'a'.repeat(64)
  t.match(pictureOf({ hash, width: 600, height: 600, alt: '' }), {
    url: `/media/${hash}-800.webp`,
    sources: [{}, {}, { width: 600 }],
  })
  t.same(parseMediaUrl(`https://x.example/media/${hash}-800.webp`), { hash, size: 800 })
  t.equal(parseMediaUrl(`/media/${hash}-801.webp`), null)
})

t.test('only public addresses are fetched, once resolved, without redirects, within limits', async (t) => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.1.1',
    '100.64.0.1',
    '172.31.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'not-an-address',
  ])
    t.notOk(isPublicAddress(address), address)
  for (const address of ['1.1.1.1', '93.184.216.34', '2606:4700::1111'])
    t.ok(isPublicAddress(address), address)

  const path = join(t.testdir(), 'file')
  let asked = 0
  const peer = createServer((request, reply) => {
    asked += 1
    if (request.url === '/moved') return reply.writeHead(302, { location: 'http://127.0.0.1/' }).end()
    if (request.url === '/big') return reply.end(Buffer.alloc(5000))
    if (request.url === '/slow') return reply.write('x')
    return reply.setHeader('content-type', 'image/jpeg').end(`host ${request.headers.host}`)
  })
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    peer.closeAllConnections()
    peer.close()
  })
  const { port } = peer.address() as AddressInfo
  const resolve = async (host: string) => {
    if (host === 'gone.example') throw new Error('ENOTFOUND')
    return [{ address: '127.0.0.1', port }]
  }
  for (const url of [
    'file:///etc/passwd',
    'ftp://a.example/x',
    'http://a.example:8080/',
    'http://user:pw@a.example/',
    'gopher://a',
    'no url',
    `http://a.example/${'x'.repeat(2000)}`,
  ])
    t.same(
      await fetchToFile(url, path, { ...PUBLIC_FETCH, resolve }),
      { fetched: false, reason: 'URL_NOT_ALLOWED' },
      url,
    )
  for (const url of [
    'http://a.example/',
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
  ])
    t.same(
      await fetchToFile(url, path, { ...PUBLIC_FETCH, resolve }),
      { fetched: false, reason: 'ADDRESS_NOT_PUBLIC' },
      url,
    )
  t.same(await fetchToFile('http://gone.example/', path, { ...PUBLIC_FETCH, resolve }), {
    fetched: false,
    reason: 'HOST_UNKNOWN',
  })
  t.equal(asked, 0, 'nobody private was ever asked')

  const open = { resolve, isAllowed: () => true, timeoutMs: 500, bytesMax: 1000 }
  t.same(await fetchToFile('http://a.example/x.jpg', path, open), {
    fetched: true,
    contentType: 'image/jpeg',
  })
  t.equal(await readFile(path, 'utf8'), 'host a.example')
  t.same(await fetchToFile('http://a.example/moved', path, open), { fetched: false, reason: 'NOT_OK' })
  t.same(await fetchToFile('http://a.example/big', path, open), { fetched: false, reason: 'TOO_LARGE' })
  t.same(await fetchToFile('http://a.example/slow', path, open), { fetched: false, reason: 'UNREACHABLE' })
  const mixed = async () => [{ address: '1.1.1.1' }, { address: '127.0.0.1', port }]
  t.same(await fetchToFile('http://b.example/', path, { ...PUBLIC_FETCH, resolve: mixed }), {
    fetched: false,
    reason: 'ADDRESS_NOT_PUBLIC',
  })
})
