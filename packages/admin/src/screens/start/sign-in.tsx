import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { Link, useLocation } from 'react-router'
import { signIn } from '../../api/session.js'
import { useRenewSession } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { Gate } from './gate.js'

interface Fields {
  readonly login: string
  readonly password: string
}

export function Screen() {
  const { start, common } = useTexts()
  const { search } = useLocation()
  const renew = useRenewSession()
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const enter = useMutation({ mutationFn: signIn, onSuccess: renew, onError: fail })
  const required = [{ required: true, whitespace: true, message: common.required }]
  return (
    <Gate title={start.signInTitle}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => enter.mutate(fields)}>
        <Form.Item name="login" label={start.login} rules={required}>
          <Input autoComplete="username" autoCapitalize="none" />
        </Form.Item>
        <Form.Item name="password" label={start.password} rules={required}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={enter.isPending}>
          {start.signIn}
        </Button>
      </Form>
      <p>
        <Link to={{ pathname: '/sign-up', search }}>{start.toSignUp}</Link>
      </p>
    </Gate>
  )
}
