import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { Link, useLocation } from 'react-router'
import { signUp } from '../../api/session.js'
import { useRenewSession } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { Gate } from './gate.js'

interface Fields {
  readonly name: string
  readonly login: string
  readonly password: string
}

const PASSWORD_MIN = 8

export function Screen() {
  const { start, common } = useTexts()
  const { search } = useLocation()
  const renew = useRenewSession()
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const enter = useMutation({ mutationFn: signUp, onSuccess: renew, onError: fail })
  const required = { required: true, whitespace: true, message: common.required }
  return (
    <Gate title={start.signUp}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => enter.mutate(fields)}>
        <Form.Item name="name" label={start.yourName} rules={[required]}>
          <Input autoComplete="name" maxLength={40} />
        </Form.Item>
        <Form.Item name="login" label={start.login} rules={[required]}>
          <Input autoComplete="username" autoCapitalize="none" maxLength={120} />
        </Form.Item>
        <Form.Item
          name="password"
          label={start.password}
          rules={[required, { min: PASSWORD_MIN, message: start.passwordHelp }]}
        >
          <Input.Password autoComplete="new-password" placeholder={start.passwordHelp} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={enter.isPending}>
          {start.signUp}
        </Button>
      </Form>
      <p>
        <Link to={{ pathname: '/sign-in', search }}>{start.toSignIn}</Link>
      </p>
    </Gate>
  )
}
