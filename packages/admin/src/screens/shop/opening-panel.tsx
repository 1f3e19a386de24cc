import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Tag } from 'antd'
import { changeSettings, type Settings } from '../../api/store.js'
import { SHOPS, useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'
import { useFail } from '../../ui/use-fail.js'

/** Whether customers get in, and the switch for it. */
export function OpeningPanel({ settings }: { readonly settings: Settings }) {
  const { storeId } = useShop()
  const { common, shop } = useTexts()
  const texts = shop.settings
  const may = useMay('store:write')
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const fail = useFail()
  const isOpen = settings.publishedAt !== null
  const change = useMutation({
    mutationFn: (published: boolean) => changeSettings(storeId, { version: settings.version, published }),
    onSuccess: async (data) => {
      client.setQueryData(['settings', storeId], data)
      await client.invalidateQueries({ queryKey: SHOPS })
      void message.success(common.saved)
    },
    onError: fail,
  })
  const close = () =>
    void modal.confirm({
      title: texts.close,
      content: texts.closeConfirm,
      okText: texts.close,
      okButtonProps: { danger: true },
      onOk: () => change.mutateAsync(false),
    })
  return (
    <Panel
      title={texts.publish}
      extra={isOpen ? <Tag color="success">{texts.isOpen}</Tag> : <Tag color="warning">{texts.isClosed}</Tag>}
    >
      <div className="row between row-wrap">
        <span className="quiet">
          {isOpen ? texts.openHelp : texts.closedHelp}
          <br />
          <a href={isOpen ? settings.origin : settings.previewUrl} target="_blank" rel="noreferrer">
            {settings.origin}
          </a>
        </span>
        {may &&
          (isOpen ? (
            <Button onClick={close}>{texts.close}</Button>
          ) : (
            <Button type="primary" loading={change.isPending} onClick={() => change.mutate(true)}>
              {texts.open}
            </Button>
          ))}
      </div>
    </Panel>
  )
}
