import type { Argument, Command } from './dispatcher'

/** One argument as the protocol has it: its length, itself. */
export function encodeArgument(argument: Argument): Buffer {
  const bytes = typeof argument === 'string' ? Buffer.from(argument, 'utf8') : argument
  return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`, 'latin1'), bytes, Buffer.from('\r\n', 'latin1')])
}

/** The line before a command of so many arguments. */
export function encodeCount(args: number): Buffer {
  return Buffer.from(`*${args}\r\n`, 'latin1')
}

export function encodeCommand(command: Command): Buffer {
  return Buffer.concat([encodeCount(command.length), ...command.map(encodeArgument)])
}

/** The first command of bytes that were made by the functions above: for those who judge or log what is sent. */
export function decodeFirst(bytes: Buffer): Command {
  let at = 0
  function takeNumber(): number {
    const end = bytes.indexOf('\r\n', at)
    const number = Number(bytes.toString('latin1', at + 1, end))
    at = end + 2
    return number
  }
  return Array.from({ length: takeNumber() }, () => {
    const length = takeNumber()
    const argument = Buffer.from(bytes.subarray(at, at + length))
    at += length + 2
    return argument
  })
}
