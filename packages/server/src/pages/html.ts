const html_ = Symbol('html')

/** Markup that is safe to put into markup: made by `html` alone. */
export interface Html {
  readonly [html_]: string
}

type Part = Html | string | number | null | readonly Html[]

const textOf = (part: Part): string => {
  if (part === null) return ''
  if (Array.isArray(part)) return part.map(textOf).join('')
  if (typeof part === 'object') return (part as Html)[html_]
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** Markup with values in it; every text among them is escaped, for elements and quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return {
    [html_]: strings
      .map((text, index) => text + (index < parts.length ? textOf(parts[index] ?? null) : ''))
      .join(''),
  }
}

/** What is sent. */
export function render(page: Html): string {
  return page[html_]
}

/** Markup and styles of our own that are no template. */
export function trusted(markup: string): Html {
  return { [html_]: markup }
}
