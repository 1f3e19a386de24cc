import { createRequire } from 'node:module'
import type sanitizeHtml from 'sanitize-html'

/** Loaded with the first description that is saved: a process that sells never needs it. */
const require = createRequire(import.meta.url)

/** Pictures of a description: the shop's own uploads, or from elsewhere by https. */
const OWN_PICTURE = /^\/media\/[0-9a-f]{64}-\d{2,4}\.webp$/

const options: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'hr',
    'h2',
    'h3',
    'h4',
    'ul',
    'ol',
    'li',
    'blockquote',
    'strong',
    'b',
    'em',
    'i',
    'u',
    's',
    'sub',
    'sup',
    'span',
    'div',
    'a',
    'img',
    'figure',
    'figcaption',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  allowedAttributes: {
    a: ['href', 'rel', 'target'],
    img: ['src', 'alt', 'width', 'height', 'loading'],
    th: ['colspan', 'rowspan'],
    td: ['colspan', 'rowspan'],
  },
  allowedSchemes: ['http', 'https'],
  allowedSchemesByTag: { img: ['https'] },
  allowedSchemesAppliedToAttributes: ['href', 'src'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit: 30,
  transformTags: {
    h1: 'h2',
    a: (_tag, { href }) => ({
      tagName: 'a',
      attribs: isWebAddress(href) ? { href, rel: 'nofollow noopener noreferrer', target: '_blank' } : {},
    }),
    img: (_tag, { src = '', alt = '', width, height }) => ({
      tagName: 'img',
      attribs: {
        src: OWN_PICTURE.test(src) || src.startsWith('https://') ? src : '',
        alt,
        loading: 'lazy',
        ...sizeOf('width', width),
        ...sizeOf('height', height),
      },
    }),
    th: spans('th'),
    td: spans('td'),
  },
  exclusiveFilter: (frame) => frame.tag === 'img' && !frame.attribs.src,
}

function isWebAddress(href: string | undefined): href is string {
  return href !== undefined && /^https?:\/\/[^\s]+$/i.test(href)
}

function sizeOf(name: 'width' | 'height' | 'colspan' | 'rowspan', value: string | undefined) {
  return value !== undefined && /^\d{1,4}$/.test(value) ? { [name]: value } : {}
}

function spans(tagName: string): sanitizeHtml.Transformer {
  return (_tag, { colspan, rowspan }) => ({
    tagName,
    attribs: { ...sizeOf('colspan', colspan), ...sizeOf('rowspan', rowspan) },
  })
}

/**
 * A merchant's description with nothing left in it that runs, loads or restyles: an allow-list of tags and attributes,
 * links to the web only and never followed by search engines. The same text again gives the same text.
 */
export function sanitizeDescription(html: string): string {
  const sanitize = require('sanitize-html') as typeof sanitizeHtml
  return sanitize(html, options).trim()
}
