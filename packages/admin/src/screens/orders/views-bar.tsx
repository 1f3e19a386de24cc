import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Input, Modal, Tag } from 'antd'
import { useState } from 'react'
import { type DeskQuery, deleteView, listViews, saveView } from '../../api/desk.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

interface ViewsBarProps {
  readonly query: DeskQuery
  readonly onChoose: (query: string) => void
}

/** Filters somebody keeps, one tap each. */
export function ViewsBar({ query, onChoose }: ViewsBarProps) {
  const { storeId } = useShop()
  const { desk } = useTexts()
  const { message } = App.useApp()
  const client = useQueryClient()
  const fail = useFail()
  const [isNaming, setNaming] = useState(false)
  const views = useQuery({ queryKey: ['order-views', storeId], queryFn: () => listViews(storeId) })
  const renew = () => client.invalidateQueries({ queryKey: ['order-views', storeId] })
  const forget = useMutation({
    mutationFn: (viewId: string) => deleteView(storeId, viewId),
    onSuccess: async () => {
      void message.success(desk.viewGone)
      await renew()
    },
    onError: fail,
  })
  const here = new URLSearchParams(query).toString()
  const isKept = views.data?.some(({ query: kept }) => kept === here) ?? true
  if ((views.data?.length ?? 0) === 0 && here === '') return null
  return (
    <div className="row row-wrap views-bar">
      {views.data?.map((view) => (
        <Tag
          key={view.id}
          color={view.query === here ? 'processing' : 'default'}
          closable={view.isMine}
          onClose={(event) => {
            event.preventDefault()
            forget.mutate(view.id)
          }}
        >
          <button type="button" className="plain-button" onClick={() => onChoose(view.query)}>
            {view.name}
            {view.isShared && !view.isMine && ` · ${desk.shared}`}
          </button>
        </Tag>
      ))}
      {here !== '' && !isKept && (
        <Button type="link" size="small" onClick={() => setNaming(true)}>
          {desk.keepView}
        </Button>
      )}
      {isNaming && <NameDialog query={here} onClose={() => setNaming(false)} onKept={renew} />}
    </div>
  )
}

interface NameDialogProps {
  readonly query: string
  readonly onClose: () => void
  readonly onKept: () => Promise<void>
}

function NameDialog({ query, onClose, onKept }: NameDialogProps) {
  const { storeId } = useShop()
  const { desk, common } = useTexts()
  const { message } = App.useApp()
  const fail = useFail()
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const keep = useMutation({
    mutationFn: () => saveView(storeId, { name: name.trim(), query, isShared }),
    onSuccess: async () => {
      void message.success(desk.viewKept)
      onClose()
      await onKept()
    },
    onError: fail,
  })
  return (
    <Modal
      open
      title={desk.keepView}
      onCancel={onClose}
      cancelText={common.cancel}
      okText={common.save}
      okButtonProps={{ disabled: name.trim() === '' }}
      confirmLoading={keep.isPending}
      onOk={() => keep.mutate()}
    >
      <div className="stack">
        <Input
          autoFocus
          maxLength={20}
          placeholder={desk.viewName}
          aria-label={desk.viewName}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Checkbox checked={isShared} onChange={(event) => setShared(event.target.checked)}>
          {desk.viewShared}
        </Checkbox>
      </div>
    </Modal>
  )
}
