import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { media } from '@mamapu/core'
import type { FastifyRequest } from 'fastify'
import { fieldsOf } from './cart-pages.js'
import type { Storefront } from './storefront.js'

/** What one form of an after-sale may bring; a picture of 12 MB at most. */
export const FORM_LIMITS = {
  fileSize: 12 * 1024 * 1024,
  files: 6,
  fields: 80,
  fieldSize: 4096,
  parts: 90,
  headerPairs: 50,
}

/** What a shopper asks, as it was sent. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>
  readonly pictures: readonly media.ReadyPicture[]
  readonly fault: 'picture' | null
}

/** The form with its pictures, each decoded and encoded anew. Nothing is kept yet. */
export async function readForm({ app }: Storefront, request: FastifyRequest): Promise<Form> {
  if (!request.isMultipart()) {
    const fields = Object.entries(fieldsOf(request)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    return { fields: Object.fromEntries(fields), pictures: [], fault: null }
  }
  const fields: Record<string, string> = {}
  const pictures: media.ReadyPicture[] = []
  let fault: Form['fault'] = null
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (typeof part.value === 'string') fields[part.fieldname] = part.value
      continue
    }
    const stored = await media.placesOf(app).temporary.use(async (path) => {
      await pipeline(part.file, createWriteStream(path, { mode: 0o600 }))
      // A picture field nobody used is an empty file without a name.
      if (part.file.bytesRead === 0) return null
      if (part.file.truncated) return 'MEDIA_TOO_LARGE'
      return media.readyPicture({ path, declaredType: part.mimetype })
    })
    if (typeof stored === 'string') fault = 'picture'
    else if (stored) pictures.push(stored)
  }
  return { fields, pictures, fault }
}
