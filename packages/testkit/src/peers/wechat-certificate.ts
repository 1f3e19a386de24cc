import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { DAY, later } from '@mamapu/kernel'

/** DER: tag, length, content (X.690 §8). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size =
    length < 128
      ? Buffer.of(length)
      : length < 256
        ? Buffer.of(0x81, length)
        : Buffer.of(0x82, length >> 8, length & 255)
  return Buffer.concat([Buffer.of(tag), size, content])
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts)
const NULL = der(0x05)
const SHA256_RSA = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), NULL)

function nameOf(text: string): Buffer {
  const commonName = der(0x06, Buffer.from('550403', 'hex'))
  return sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(text)))))
}

const utcTime = (at: Date) =>
  der(0x17, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))

/** A certificate of a new key, signed by itself, good for a year from `at`; as the platform hands its own out. */
export function platformCertificate(at: Date): {
  readonly key: KeyObject
  readonly serial: string
  readonly pem: string
} {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const serial = Buffer.concat([Buffer.of(0x4a), randomBytes(19)])
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, serial),
    SHA256_RSA,
    nameOf('Tenpay.com Root CA'),
    sequence(utcTime(later(at, -DAY)), utcTime(later(at, 365 * DAY))),
    nameOf('Tenpay.com sign'),
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey)
  const whole = sequence(body, SHA256_RSA, der(0x03, Buffer.of(0), signature))
  const lines = whole.toString('base64').replaceAll(/(.{64})/g, '$1\n')
  const pem = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
  return { key: privateKey, serial: serial.toString('hex').toUpperCase(), pem }
}
