/** What a refusal carries (RFC 9457 with our codes). The title is already in the reader's language. */
interface Problem {
  readonly code: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly fields?: Readonly<Record<string, string>>
}

/** A call that did not succeed: refused by the server, or not answered (`status` 0). */
export class CallError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.title)
    this.name = 'CallError'
    this.problem = problem
  }

  get code(): string {
    return this.problem.code
  }

  get status(): number {
    return this.problem.status
  }
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof CallError && error.code === code
}

/** True when the server surely did nothing: it refused. After silence or a fault the same key must be used again. */
export function isRefusal(error: unknown): boolean {
  return error instanceof CallError && error.status >= 400 && error.status < 500
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Query = Readonly<Record<string, string | number | null | undefined>>

export interface CallOptions {
  readonly query?: Query
  readonly body?: unknown
  readonly form?: FormData
  /** For what moves money or stock: the same key again never does it twice. */
  readonly key?: string
  readonly signal?: AbortSignal
}

const ME = '/api/platform/v1/me'
let csrf = ''
let language = 'zh-CN'
let whenSignedOut: () => void = () => {}

/** The token every change carries; it comes with one's own account and with signing in. */
export function keepCsrf(token: string): void {
  csrf = token
}

export function speak(locale: string): void {
  language = locale
}

/** Called when the server no longer knows this session. */
export function onSignedOut(callback: () => void): void {
  whenSignedOut = callback
}

/** Calls the API and gives the reply's JSON. Throws `CallError` for everything else. */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const response = await sendOnce(method, path, options)
  if (response.status === 403 && method !== 'GET' && (await codeOf(response)) === 'CSRF_FAILED') {
    await renewCsrf()
    return read<T>(await sendOnce(method, path, options))
  }
  return read<T>(response)
}

/** Downloads a file under the name the server gives it. */
export async function download(path: string, fallbackName: string): Promise<void> {
  const response = await sendOnce('GET', path, {})
  if (!response.ok) await read(response)
  const named = /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = named?.[1] ?? fallbackName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

async function sendOnce(method: Method, path: string, options: CallOptions): Promise<Response> {
  const { query, body, form, key, signal } = options
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': language }
  if (method !== 'GET' && csrf) headers['x-csrf-token'] = csrf
  if (key) headers['idempotency-key'] = key
  if (body !== undefined) headers['content-type'] = 'application/json'
  const payload = form ?? (body === undefined ? null : JSON.stringify(body))
  try {
    return await fetch(path + searchOf(query), {
      method,
      headers,
      body: payload,
      credentials: 'same-origin',
      signal: signal ?? null,
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new CallError({ status: 0, code: 'OFFLINE', title: offlineText() })
  }
}

function searchOf(query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text()
  const value = parse(text)
  if (response.ok) return value as T
  if (response.status === 401 && !response.url.endsWith('/sign-in') && !response.url.endsWith(ME))
    whenSignedOut()
  throw new CallError(problemFrom(response.status, value))
}

function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function problemFrom(status: number, value: unknown): Problem {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<Problem>
  return {
    ...given,
    status,
    code: given.code ?? 'UNKNOWN',
    title: given.title ?? (language === 'en' ? `The server answered ${status}` : `服务器返回了 ${status}`),
  }
}

async function codeOf(response: Response): Promise<string | undefined> {
  const value = parse(await response.clone().text())
  return (value as Partial<Problem> | null)?.code
}

async function renewCsrf(): Promise<void> {
  const response = await sendOnce('GET', ME, {})
  if (response.ok) keepCsrf(((await response.json()) as { csrf: string }).csrf)
}

function offlineText(): string {
  return language === 'en'
    ? 'The server cannot be reached. Check the network and try again.'
    : '连不上服务器，请检查网络后再试'
}

/** A fresh key for one intention of the merchant; keep it while trying the same thing again. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
