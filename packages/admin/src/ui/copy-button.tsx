import { CopyOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useTexts } from '../i18n/texts.js'

interface CopyButtonProps {
  readonly text: string
  readonly isSmall?: boolean
}

/** Copies a text; where the browser forbids it, shows it selected to be copied by hand. */
export function CopyButton({ text, isSmall = false }: CopyButtonProps) {
  const { common } = useTexts()
  const { message, modal } = App.useApp()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      void message.success(common.copied)
    } catch {
      modal.info({ title: common.copy, content: <code className="select-all">{text}</code> })
    }
  }
  return (
    <Button
      icon={<CopyOutlined />}
      size={isSmall ? 'small' : 'middle'}
      type={isSmall ? 'text' : 'default'}
      aria-label={`${common.copy} ${text}`}
      onClick={copy}
    >
      {!isSmall && common.copy}
    </Button>
  )
}
