import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, type ButtonProps, Form, Input, Modal } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { isRefusal, newKey } from '../api/client.js'
import { useShop } from '../app/session.js'
import { useTexts } from '../i18n/texts.js'
import { useFail } from './use-fail.js'

interface ActProps<F> {
  readonly label: ReactNode
  readonly button?: ButtonProps
  readonly title: ReactNode
  readonly help: ReactNode
  readonly isDanger?: boolean
  /** It cannot be done yet; `help` says why and leads to what is missing. */
  readonly isBlocked?: boolean
  /** What is said when it is done. */
  readonly done?: string
  /** Sent once per key, however often it is tried. */
  readonly act: (fields: F, key: string) => Promise<unknown>
  readonly onDone?: (() => void) | undefined
  /** What is looked at again afterwards: the first part of its queries' keys. */
  readonly renews: string
  /** What it needs to know, as form items. */
  readonly children?: ReactNode
}

/** A button that asks before it does something, and what it needs for it. */
export function Act<F extends object>({ label, button = {}, ...dialog }: ActProps<F>) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button {...button} {...(dialog.isDanger ? { danger: true } : {})} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen && <Ask {...dialog} okText={label} onClose={() => setOpen(false)} />}
    </>
  )
}

type AskProps<F> = Omit<ActProps<F>, 'label' | 'button'> & {
  readonly okText: ReactNode
  readonly onClose: () => void
}

function Ask<F extends object>({ title, help, okText, isDanger = false, done, act, ...rest }: AskProps<F>) {
  const { onDone, onClose, children, renews, isBlocked = false } = rest
  const { storeId } = useShop()
  const { common } = useTexts()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<F>()
  const fail = useFail(form)
  const key = useRef(newKey())
  const doing = useMutation({
    mutationFn: (fields: F) => act(fields, key.current),
    onSuccess: async () => {
      if (done) void message.success(done)
      onClose()
      await client.invalidateQueries({ queryKey: [renews, storeId] })
      onDone?.()
    },
    onError: async (error) => {
      fail(error)
      // Only what was surely refused may be asked anew; after silence the same key finds out what happened.
      if (isRefusal(error)) key.current = newKey()
      await client.invalidateQueries({ queryKey: [renews, storeId] })
    },
  })
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      cancelText={common.cancel}
      okText={okText}
      okButtonProps={{ danger: isDanger, disabled: isBlocked }}
      confirmLoading={doing.isPending}
      onOk={() => form.submit()}
    >
      <p>{help}</p>
      <Form form={form} layout="vertical" onFinish={(fields) => doing.mutate(fields)}>
        {children}
      </Form>
    </Modal>
  )
}

interface TextFieldProps {
  readonly name: 'note' | 'reason'
  readonly label: string
  readonly placeholder?: string
  readonly isRequired?: boolean
  /** What is often written here. */
  readonly options?: readonly string[]
}

export function TextField({
  name,
  label,
  placeholder = '',
  isRequired = false,
  options = [],
}: TextFieldProps) {
  const { common } = useTexts()
  const form = Form.useFormInstance()
  const rules = [{ required: isRequired, whitespace: isRequired, max: 300, message: common.required }]
  return (
    <>
      <Form.Item name={name} label={label} initialValue="" rules={rules}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={300} placeholder={placeholder} />
      </Form.Item>
      {options.length > 0 && (
        <div className="row row-wrap offers">
          {options.map((text) => (
            <Button key={text} size="small" onClick={() => form.setFieldValue(name, text)}>
              {text}
            </Button>
          ))}
        </div>
      )}
    </>
  )
}
