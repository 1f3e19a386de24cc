import {
  BoldOutlined,
  FontSizeOutlined,
  OrderedListOutlined,
  PictureOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import { Button } from 'antd'
import { type ClipboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { useShop } from '../app/session.js'
import { useTexts } from '../i18n/texts.js'
import { useUpload } from './upload-button.js'

/** No form control holds formatted text; what the box is, is said to those who listen. */
const TEXTBOX = { role: 'textbox', 'aria-multiline': true, tabIndex: 0 } as const

interface RichTextProps {
  readonly id?: string
  readonly value?: string
  readonly onChange?: (html: string) => void
}

/**
 * Paragraphs, headings, lists, bold and pictures. What is pasted comes in as plain text; the server cleans the rest. Own
 * pictures are shown from the shop's host and kept without it.
 */
export function RichText({ id, value = '', onChange }: RichTextProps) {
  const { products } = useTexts()
  const { origin } = useShop()
  const box = useRef<HTMLDivElement>(null)
  const kept = useRef<string | null>(null)
  const file = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!box.current || kept.current === value) return
    kept.current = value
    box.current.innerHTML = value.replaceAll('src="/media/', `src="${origin}/media/`)
  }, [value, origin])
  const tell = () => {
    if (!box.current) return
    const html = box.current.innerHTML.replaceAll(`src="${origin}/media/`, 'src="/media/')
    kept.current = box.current.textContent?.trim() === '' && !html.includes('<img') ? '' : html
    onChange?.(kept.current)
  }
  const run = (command: string, argument?: string) => {
    box.current?.focus()
    document.execCommand(command, false, argument)
    tell()
  }
  const { send, isSending } = useUpload((media) => run('insertImage', `${origin}${media.url}`))
  const paste = (event: ClipboardEvent) => {
    event.preventDefault()
    run('insertText', event.clipboardData.getData('text/plain'))
  }
  const tool = (label: string, icon: ReactNode, onClick: () => void, isBusy = false) => (
    <Button
      type="text"
      icon={icon}
      aria-label={label}
      title={label}
      loading={isBusy}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    />
  )
  const editor = {
    ...TEXTBOX,
    ref: box,
    id,
    className: 'rich-box',
    contentEditable: true,
    suppressContentEditableWarning: true,
    'aria-label': products.description,
    onFocus: () => document.execCommand('defaultParagraphSeparator', false, 'p'),
    onInput: tell,
    onPaste: paste,
  }
  return (
    <div className="rich">
      <div className="rich-tools" role="toolbar">
        {tool(products.bold, <BoldOutlined />, () => run('bold'))}
        {tool(products.heading, <FontSizeOutlined />, () => run('formatBlock', isHeading() ? '<p>' : '<h3>'))}
        {tool(products.list, <UnorderedListOutlined />, () => run('insertUnorderedList'))}
        {tool(products.numbered, <OrderedListOutlined />, () => run('insertOrderedList'))}
        {tool(products.picture, <PictureOutlined />, () => file.current?.click(), isSending)}
      </div>
      <input
        ref={file}
        type="file"
        accept="image/jpeg,image/png,image/webp,image/gif"
        multiple
        className="file-input"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = ''
          void send(files)
        }}
      />
      <div {...editor} />
    </div>
  )
}

function isHeading(): boolean {
  const node = window.getSelection()?.anchorNode
  const element = node instanceof Element ? node : node?.parentElement
  return element?.closest('h3') !== null && element?.closest('h3') !== undefined
}
