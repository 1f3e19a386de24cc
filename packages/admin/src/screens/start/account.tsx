import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Tag } from 'antd'
import { changePassword, endDevice, listDevices } from '../../api/session.js'
import { useMe } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel, SaveButton } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { useTimeText } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { Plain } from './plain.js'

export function Screen() {
  const { start } = useTexts()
  const me = useMe().data
  return (
    <Plain>
      <div className="page-head">
        <h1>{start.accountTitle}</h1>
      </div>
      <Panel title={me?.name}>{me?.phone ?? me?.email}</Panel>
      <PasswordPanel />
      <DevicesPanel />
    </Plain>
  )
}

interface Fields {
  readonly current: string
  readonly wanted: string
}

function PasswordPanel() {
  const { start, common } = useTexts()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: async () => {
      form.resetFields()
      void message.success(common.saved)
      await client.invalidateQueries({ queryKey: ['devices'] })
    },
    onError: fail,
  })
  const required = [{ required: true, message: common.required }]
  return (
    <Panel title={start.passwordTitle} help={start.passwordNote}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => change.mutate(fields)}>
        <Form.Item name="current" label={start.currentPassword} rules={required}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="wanted" label={start.newPassword} extra={start.passwordHelp} rules={required}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <SaveButton isSaving={change.isPending}>{start.change}</SaveButton>
      </Form>
    </Panel>
  )
}

function DevicesPanel() {
  const { start } = useTexts()
  const client = useQueryClient()
  const fail = useFail()
  const timeText = useTimeText()
  const devices = useQuery({ queryKey: ['devices'], queryFn: listDevices })
  const end = useMutation({
    mutationFn: endDevice,
    onSuccess: () => client.invalidateQueries({ queryKey: ['devices'] }),
    onError: fail,
  })
  return (
    <Loaded from={devices} rows={2}>
      {(list) => (
        <Panel title={start.devices}>
          <div className="stack">
            {list.map((device) => (
              <div key={device.id} className="row between row-wrap">
                <span>{start.device(timeText(device.seenAt))}</span>
                {device.isCurrent ? (
                  <Tag color="success">{start.thisDevice}</Tag>
                ) : (
                  <Button size="small" onClick={() => end.mutate(device.id)}>
                    {start.endDevice}
                  </Button>
                )}
              </div>
            ))}
          </div>
        </Panel>
      )}
    </Loaded>
  )
}
