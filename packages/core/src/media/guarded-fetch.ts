import { lookup } from 'node:dns/promises'
import { createWriteStream } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Agent, buildConnector, request } from 'undici'
import { UPLOAD_BYTES_MAX } from './media.rules.js'

export type FetchObstacle =
  | 'URL_NOT_ALLOWED'
  | 'HOST_UNKNOWN'
  | 'ADDRESS_NOT_PUBLIC'
  | 'UNREACHABLE'
  | 'NOT_OK'
  | 'TOO_LARGE'

export type FetchResult =
  | { readonly fetched: true; readonly contentType: string | null }
  | { readonly fetched: false; readonly reason: FetchObstacle }

export interface PeerAddress {
  readonly address: string
  /** Tests lead a name to a peer of their own. */
  readonly port?: number
}

export interface FetchOptions {
  /** Every address of a host; an error means that it has none. */
  readonly resolve: (host: string) => Promise<readonly PeerAddress[]>
  readonly isAllowed: (address: string) => boolean
  readonly timeoutMs: number
  readonly bytesMax: number
}

const closed = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(net, bits, 'ipv6')
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

/** True for addresses of the public internet: no loopback, private, link-local, shared, tunnel or documentation nets. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !closed.check(address, 'ipv4')
  return family === 6 && globalUnicast.check(address, 'ipv6') && !closed.check(address, 'ipv6')
}

export const PUBLIC_FETCH: FetchOptions = {
  resolve: (host) => lookup(host, { all: true }),
  isAllowed: isPublicAddress,
  timeoutMs: 5000,
  bytesMax: UPLOAD_BYTES_MAX,
}

/**
 * Writes what is at a web address into a file. Only http and https on their own ports; the name is resolved once, every
 * address of it must be public, and the connection goes to the address that was checked. No redirects, no credentials,
 * bounded in time and bytes.
 */
export async function fetchToFile(
  url: string,
  path: string,
  options: FetchOptions = PUBLIC_FETCH,
): Promise<FetchResult> {
  const target = allowedUrl(url)
  if (!target) return no('URL_NOT_ALLOWED')
  const peer = await findPeer(target.hostname, options)
  if (typeof peer === 'string') return no(peer)

  const connector = buildConnector({ timeout: options.timeoutMs })
  const agent = new Agent({
    connect: (given, callback) =>
      connector(
        {
          ...given,
          hostname: peer.address,
          host: peer.address,
          port: String(peer.port ?? (given.port || portOf(target))),
          servername: isIP(target.hostname) ? '' : target.hostname,
        } as Parameters<typeof connector>[0],
        callback,
      ),
  })
  try {
    return await download(target, path, agent, options)
  } catch {
    return no('UNREACHABLE')
  } finally {
    await agent.destroy()
  }
}

const no = (reason: FetchObstacle): FetchResult => ({ fetched: false, reason })
const portOf = (url: URL) => (url.protocol === 'https:' ? '443' : '80')

function allowedUrl(text: string): URL | null {
  if (text.length > 2000 || !URL.canParse(text)) return null
  const url = new URL(text)
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:'
  return isWeb && url.port === '' && url.username === '' && url.password === '' ? url : null
}

async function findPeer(hostname: string, options: FetchOptions): Promise<PeerAddress | FetchObstacle> {
  const literal = hostname.replace(/^\[|\]$/g, '')
  let peers: readonly PeerAddress[]
  try {
    peers = isIP(literal) ? [{ address: literal }] : await options.resolve(hostname)
  } catch {
    return 'HOST_UNKNOWN'
  }
  const [first] = peers
  if (!first) return 'HOST_UNKNOWN'
  return peers.every((peer) => options.isAllowed(peer.address)) ? first : 'ADDRESS_NOT_PUBLIC'
}

async function download(url: URL, path: string, agent: Agent, options: FetchOptions): Promise<FetchResult> {
  const { statusCode, headers, body } = await request(url, {
    dispatcher: agent,
    signal: AbortSignal.timeout(options.timeoutMs),
    headers: { accept: 'image/*', 'user-agent': 'mamapu' },
  })
  // A body that is given up tells so by an error event; nobody else listens, and an unheard one ends the process.
  body.on('error', () => {})
  if (statusCode !== 200) {
    body.destroy()
    return no('NOT_OK')
  }
  let bytes = 0
  let isTooLarge = false
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length
      isTooLarge = bytes > options.bytesMax
      callback(isTooLarge ? new Error('too large') : null, chunk)
    },
  })
  try {
    await pipeline(body, limit, createWriteStream(path, { mode: 0o600 }))
  } catch (error) {
    if (isTooLarge) return no('TOO_LARGE')
    throw error
  }
  const type = headers['content-type']
  return { fetched: true, contentType: typeof type === 'string' ? type : null }
}
