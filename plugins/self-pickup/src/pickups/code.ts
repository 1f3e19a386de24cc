import type { Id } from '@mamapu/kernel'
import type { VaultService } from '@mamapu/plugin-sdk'

const CODES = 100_000_000n

/** Eight digits that follow from the shop's key, the pickup and the version: shown again at any time, kept nowhere. */
export async function codeOf(
  vault: VaultService,
  { id, codeVersion }: { readonly id: Id<'plg'>; readonly codeVersion: number },
): Promise<string> {
  const bytes = await vault.hash('code', `${id}:${codeVersion}`)
  return (Buffer.from(bytes).readBigUInt64BE(0) % CODES).toString().padStart(8, '0')
}

/** What is kept of a code: equal for equal codes of one point, and nothing else. */
export function codeHash(vault: VaultService, pointId: Id<'plg'>, code: string): Promise<Uint8Array> {
  return vault.hash('lookup', `${pointId}:${code}`)
}

/** Eight digits as they were typed or scanned: spaces, hyphens and full-width digits do no harm; null for anything else. */
export function readCode(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s\-·–—]/g, '')
  return /^\d{8}$/.test(digits) ? digits : null
}

export const inFours = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`

/** What somebody else may be sent: opens the code of this version for whoever holds it, and dies with it. */
export async function passOf(
  vault: VaultService,
  { id, codeVersion }: { readonly id: Id<'plg'>; readonly codeVersion: number },
): Promise<string> {
  const bytes = await vault.hash('pass', `${id}:${codeVersion}`)
  return `${id.slice(4)}${Buffer.from(bytes).subarray(0, 16).toString('base64url')}`
}
