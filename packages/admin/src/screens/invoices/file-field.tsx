import { FilePdfOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useRef } from 'react'
import { useTexts } from '../../i18n/texts.js'

const BYTES_MAX = 2_000_000

/** Chooses one PDF; it is sent with the form it stands in. */
export function FileField({
  value = null,
  onChange,
}: {
  readonly value?: File | null
  readonly onChange?: (file: File | null) => void
}) {
  const texts = useTexts().invoices
  const { message } = App.useApp()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/pdf"
        className="file-input"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const [file = null] = event.target.files ?? []
          event.target.value = ''
          if (file && file.size > BYTES_MAX) void message.error(texts.tooLarge)
          else onChange?.(file)
        }}
      />
      <Button icon={<FilePdfOutlined />} onClick={() => input.current?.click()}>
        {value ? value.name : texts.choose}
      </Button>
    </>
  )
}
