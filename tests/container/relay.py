"""A proxy for a Swarm service: one connection after the other to the tasks that the engine names.

Run inside a container of the service's network, with the name of the service, its port and our own.
It asks the engine's name service at each connection, as a connection to a service's own address
is led: a task is named when it is healthy, and no more once it is about to be stopped. It tries
another task where one takes no connection, and never sends a request twice.
"""

import asyncio
import socket
import sys

BLOCK = 65536


async def opened(service: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to one of the tasks; raises OSError where none takes one."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(f"tasks.{service}", port, type=socket.SOCK_STREAM)
    refused: OSError | None = None
    for *_, address in found:
        try:
            return await asyncio.open_connection(str(address[0]), port)
        except OSError as error:
            refused = error
    raise refused or OSError("the service has no task")


async def pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """All bytes until the end, which is passed on too."""
    try:
        while block := await source.read(BLOCK):
            sink.write(block)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
    except OSError:
        sink.close()


async def main(service: str, port: int, own_port: int) -> None:
    """Serve for ever."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await opened(service, port)
        except OSError as error:
            sys.stderr.write(f"no task: {error}\n")
            writer.close()
            return
        await asyncio.gather(pass_on(reader, inner_writer), pass_on(inner_reader, writer))
        inner_writer.close()
        writer.close()

    server = await asyncio.start_server(serve, "0.0.0.0", own_port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
