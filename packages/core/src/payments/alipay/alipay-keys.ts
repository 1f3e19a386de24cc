import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** A private RSA key as merchants paste it (PEM or its bare text, PKCS #1 or #8) as PKCS #8 PEM; null when it is none of 2048 bits or more. */
export function readPrivateKey(text: string): string | null {
  const der = derOf(text)
  const key =
    der &&
    (attempt(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })) ??
      attempt(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs1' })))
  return key && isStrong(key) ? key.export({ format: 'pem', type: 'pkcs8' }).toString() : null
}

/** A public RSA key as merchants paste it, as PEM; null when it is none, a private one, or too short. */
export function readPublicKey(text: string): string | null {
  const der = derOf(text)
  const key = der && attempt(() => createPublicKey({ key: der, format: 'der', type: 'spki' }))
  return key && isStrong(key) ? key.export({ format: 'pem', type: 'spki' }).toString() : null
}

/** The public half of a private key, as PEM. */
export function publicHalf(privateKey: string): string {
  return createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString()
}

const KEY_MAX = 8192

function derOf(text: string): Buffer | null {
  if (text.length > KEY_MAX) return null
  const bare = text.replaceAll(/-----[A-Z ]+-----/g, '').replaceAll(/\s/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(bare) ? Buffer.from(bare, 'base64') : null
}

function attempt(read: () => KeyObject): KeyObject | null {
  try {
    return read()
  } catch {
    return null
  }
}

const isStrong = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) =>
  asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
