import { App } from 'antd'
import { CallError } from '../api/client.js'
import { useTexts } from '../i18n/texts.js'

/** What the guard of words found, in the reader's language. */
interface WordFinding {
  readonly code: string
  readonly found: string
  readonly rule: string
  readonly words: string
}

/** What the merchant has to stand by before it is kept; empty for every other error. */
function findingsOf(error: unknown): readonly WordFinding[] {
  if (!(error instanceof CallError) || error.code !== 'TEXT_UNACKNOWLEDGED') return []
  return (error.problem.data?.findings ?? []) as readonly WordFinding[]
}

type Send<T> = (acknowledged: readonly string[]) => Promise<T>

/**
 * Sends a change; when words in it need proof, shows which and by what rule, and sends it again once the merchant stands by
 * them. Who does not gets the refusal as it came, and what was typed stays.
 */
export function useWords(): <T>(send: Send<T>) => Promise<T> {
  const { modal } = App.useApp()
  const texts = useTexts().common.words
  const ask = (findings: readonly WordFinding[]) =>
    new Promise<boolean>((resolve) => {
      modal.confirm({
        title: texts.title,
        content: <Findings findings={findings} />,
        okText: texts.standBy,
        cancelText: texts.change,
        onOk: () => resolve(true),
        onCancel: () => resolve(false),
      })
    })
  return async (send) => {
    try {
      return await send([])
    } catch (error) {
      const findings = findingsOf(error)
      if (findings.length === 0 || !(await ask(findings))) throw error
      return send([...new Set(findings.map(({ code }) => code))])
    }
  }
}

function Findings({ findings }: { readonly findings: readonly WordFinding[] }) {
  return (
    <ul className="findings">
      {findings.map(({ code, found, rule, words }) => (
        <li key={`${code}${found}`}>
          {found !== '' && <b>“{found}” </b>}
          {words}
          <br />
          <small className="quiet">{rule}</small>
        </li>
      ))}
    </ul>
  )
}
