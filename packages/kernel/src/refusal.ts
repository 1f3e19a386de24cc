/** Texts a person reads, Chinese first. */
export interface Words {
  readonly 'zh-CN': string
  readonly en: string
}

export type Locale = keyof Words

export const LOCALES = ['zh-CN', 'en'] as const satisfies readonly Locale[]

/** Something the outside world did: carries a stable code and, where there is one, its cause. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError'
  readonly code: string

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
