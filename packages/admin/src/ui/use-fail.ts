import { App, type FormInstance } from 'antd'
import { CallError } from '../api/client.js'

type Path = (string | number)[]

/** `body/skus/0/price` as the path of a form field; plugins point from the root of what was sent (`/title`). */
function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')))
}

/** Says why a change was refused: at the fields it concerns where the form has them, and in one line. What was typed stays. */
export function useFail(form?: FormInstance): (error: unknown) => void {
  const { message } = App.useApp()
  return (error) => {
    if (!(error instanceof Error)) return
    const fields = error instanceof CallError ? Object.entries(error.problem.fields ?? {}) : []
    if (form && fields.length > 0) {
      form.setFields(fields.map(([pointer, text]) => ({ name: pathOf(pointer), errors: [text] })))
      const [first] = fields
      if (first) form.scrollToField(pathOf(first[0]), { block: 'center' })
    }
    const detail = error instanceof CallError ? error.problem.detail : undefined
    void message.error(detail ? `${error.message} (${detail})` : error.message, 5)
  }
}
