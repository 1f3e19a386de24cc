import { BlockList, isIP } from 'node:net'
import { OutsideError } from '@mamapu/kernel'

/**
 * The proxies whose forwarded headers count: addresses and CIDR ranges, never a number of hops (anyone can add hops).
 * Throws, saying which entry, when the list is not one.
 */
export function proxyList(entries: readonly string[]): BlockList | null {
  if (entries.length === 0) return null
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits, ...more] = entry.trim().split('/')
    const family = isIP(address)
    const prefix = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits)
    const isRange = Number.isInteger(prefix) && prefix >= 1 && prefix <= (family === 4 ? 32 : 128)
    if (family === 0 || !isRange || more.length > 0)
      throw new OutsideError('TRUST_PROXY', `TRUST_PROXY takes addresses and CIDR ranges, not "${entry}"`)
    list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}

export function isTrusted(list: BlockList | null, address: string | undefined): boolean {
  if (!list || !address) return false
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}
