import { Button } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { Navigate, useSearchParams } from 'react-router'
import { useMe } from '../../app/session.js'
import { useSpeech } from '../../i18n/texts.js'

/** Where to go after signing in: a page of this console, nothing else. */
export function useNext(): string {
  const [search] = useSearchParams()
  const next = search.get('next') ?? '/'
  return next.startsWith('/') && !next.startsWith('//') ? next : '/'
}

/** Pages of plugins for staff stand beside the console and are no part of it. */
const STAFF_PAGES = '/x/'

function Leave({ to }: { readonly to: string }) {
  useEffect(() => window.location.replace(to), [to])
  return <div className="boot" />
}

interface GateProps {
  readonly title: string
  readonly children: ReactNode
}

/** The page around signing in and up. Whoever is signed in already goes on. */
export function Gate({ title, children }: GateProps) {
  const { texts, language, setLanguage } = useSpeech()
  const me = useMe()
  const next = useNext()
  if (me.data)
    return next.startsWith(STAFF_PAGES) ? <Leave to={`/admin${next}`} /> : <Navigate to={next} replace />
  return (
    <div className="gate">
      <aside className="gate-side">
        <p className="brand">
          <Mark /> {texts.app.name}
        </p>
        <h1>{texts.start.signUpTitle}</h1>
        <ul>
          {texts.start.pitch.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </aside>
      <main className="gate-main">
        <div className="gate-form">
          <h2>{title}</h2>
          {children}
          <div className="gate-foot">
            <Button type="link" onClick={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}>
              {texts.app.language}
            </Button>
          </div>
        </div>
      </main>
    </div>
  )
}

export function Mark() {
  return <img src={new URL('../../icon.svg', import.meta.url).href} alt="" width={36} height={36} />
}
