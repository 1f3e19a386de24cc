import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { speak } from '../api/client.js'
import type { zh } from './zh/index.js'

export type Language = 'zh-CN' | 'en'
/** Every text of the console; Chinese is written first and decides what there is, English must have all of it. */
export type Texts = typeof zh

interface Speech {
  readonly language: Language
  readonly texts: Texts
  readonly antd: object
  setLanguage(language: Language): void
}

const KEPT = 'mamapu.language'
const Context = createContext<Speech | null>(null)

/** Each language is loaded only where it is read. */
const LOADERS: Readonly<Record<Language, () => Promise<{ texts: Texts; antd: object }>>> = {
  'zh-CN': () => import('./zh/bundle.js'),
  en: () => import('./en/bundle.js'),
}

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'zh-CN' || kept === 'en') return kept
  return /^en\b/i.test(navigator.language) ? 'en' : 'zh-CN'
}

/** Gives everything below it one language; nothing is drawn before its texts are there. */
export function Speaking({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage)
  const [loaded, setLoaded] = useState<Omit<Speech, 'setLanguage'> | null>(null)
  useEffect(() => {
    let isCurrent = true
    speak(language)
    LOADERS[language]().then((bundle) => {
      if (!isCurrent) return
      document.documentElement.lang = language
      document.title = bundle.texts.app.title
      setLoaded({ language, ...bundle })
    })
    return () => {
      isCurrent = false
    }
  }, [language])
  const speech = useMemo(
    () =>
      loaded && {
        ...loaded,
        setLanguage(wanted: Language) {
          localStorage.setItem(KEPT, wanted)
          setLanguage(wanted)
        },
      },
    [loaded],
  )
  return speech && <Context value={speech}>{children}</Context>
}

export function useSpeech(): Speech {
  const speech = useContext(Context)
  if (!speech) throw new Error('outside of Speaking')
  return speech
}

export function useTexts(): Texts {
  return useSpeech().texts
}
