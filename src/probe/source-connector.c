/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "probe/source-connector.h"

#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe/lamp-arena.h"
#include "probe/lamp-probe-limits.h"

#define MESSAGE_BYTES 128
#define RECEIVE_BYTES (8 * 1024 * 1024)

/* struct proc_input of Linux 6.6; Debian 12's headers do not have it. The kernel filters by type. */
typedef struct
{
  uint32_t operation, types;
} Request;

#define TYPES_ALL    0U
#define TYPES_WANTED (0x00000002U | 0x80000000U) /* PROC_EVENT_EXEC | PROC_EVENT_EXIT */

typedef struct
{
  struct mmsghdr messages[LAMP_PROBE_CONNECTOR_BATCH];
  struct iovec vectors[LAMP_PROBE_CONNECTOR_BATCH];
  struct sockaddr_nl addresses[LAMP_PROBE_CONNECTOR_BATCH];
  char bytes[LAMP_PROBE_CONNECTOR_BATCH][MESSAGE_BYTES] __attribute__ ((aligned (8)));
} Batch;

static int
send_request (int fd, uint32_t operation, uint32_t types)
{
  struct
  {
    struct nlmsghdr header;
    struct cn_msg message;
    Request request;
  } __attribute__ ((packed)) packet;

  memset (&packet, 0, sizeof packet);
  packet.header.nlmsg_len = sizeof packet;
  packet.header.nlmsg_type = NLMSG_DONE;
  packet.header.nlmsg_pid = (uint32_t) getpid ();
  packet.message.id.idx = CN_IDX_PROC;
  packet.message.id.val = CN_VAL_PROC;
  packet.message.len = sizeof packet.request;
  packet.request.operation = operation;
  packet.request.types = types;
  return send (fd, &packet, sizeof packet, MSG_NOSIGNAL) == (ssize_t) sizeof packet ? 0 : -errno;
}

/* The event lies at an address that is no multiple of 8, so it is copied. */
static bool
take_event (const char *bytes, size_t length, struct proc_event *out_event)
{
  const struct nlmsghdr *header = (const struct nlmsghdr *) bytes;
  const struct cn_msg *message = NLMSG_DATA (header);

  if (length < NLMSG_LENGTH (sizeof *message + sizeof *out_event) || header->nlmsg_len > length ||
      message->id.idx != CN_IDX_PROC || message->id.val != CN_VAL_PROC)
    return false;
  memcpy (out_event, message->data, sizeof *out_event);
  return true;
}

/* A kernel without the connector, one that wants privilege, and a sandbox take the request and say nothing.
 */
static int
wait_for_ack (int fd)
{
  char bytes[MESSAGE_BYTES] __attribute__ ((aligned (8)));
  struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
  uint64_t end = lamp_probe_mono_usec () + LAMP_PROBE_ACK_USEC;

  for (;;)
    {
      uint64_t now = lamp_probe_mono_usec ();
      struct proc_event event;
      ssize_t length;

      if (now >= end || poll (&poll_fd, 1, (int) ((end - now) / 1000) + 1) == 0)
        return -ETIMEDOUT;
      length = recv (fd, bytes, sizeof bytes, MSG_DONTWAIT);
      if (length > 0 && take_event (bytes, (size_t) length, &event) && event.what == PROC_EVENT_NONE)
        return event.event_data.ack.err == 0 ? 0 : -(int) event.event_data.ack.err;
    }
}

static int
connect_socket (int fd)
{
  struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC };
  int size = RECEIVE_BYTES;
  int result;

  /* as much as the system grants: the default holds 256 events, which a compile job fills in half a second */
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind (fd, (struct sockaddr *) &address, sizeof address) != 0)
    return -errno;
  /* the kernel's answer has no type and passes no filter, so the trial asks for everything */
  result = send_request (fd, PROC_CN_MCAST_LISTEN, TYPES_ALL);
  if (result == 0)
    result = wait_for_ack (fd);
  send_request (fd, PROC_CN_MCAST_IGNORE, TYPES_ALL);
  return result;
}

/**
 * lamp_source_connector_open:
 * @self: (out caller-allocates): the source
 * @sink: borrowed; called from lamp_source_connector_deliver()
 *
 * Tries the connector out: listens, waits up to 100 ms for the kernel's word, and stops listening again.
 *
 * Returns: 0, or a negative errno value: -ETIMEDOUT: no answer, so there is none
 */
int
lamp_source_connector_open (LampSourceConnector *self, const LampSink *sink)
{
  int result;

  self->sink = sink;
  self->listening = false;
  self->batch = lamp_reserve (sizeof (Batch));
  self->fd = socket (AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR);
  if (self->fd < 0 || self->batch == NULL)
    return -errno;
  result = connect_socket (self->fd);
  if (result != 0)
    lamp_source_connector_close (self);
  return result;
}

/**
 * lamp_source_connector_listen:
 * @self: the source
 * @listen: whether events are wanted
 *
 * Listening costs every fork and exit of the machine a little, and one that is not ended outlives the program
 * until the next boot: it is on only while there is something to see.
 */
void
lamp_source_connector_listen (LampSourceConnector *self, bool listen)
{
  char bytes[MESSAGE_BYTES];

  if (self->fd < 0 || self->listening == listen)
    return;
  send_request (self->fd, listen ? PROC_CN_MCAST_LISTEN : PROC_CN_MCAST_IGNORE, TYPES_WANTED);
  self->listening = listen;
  while (!listen &&
         (recv (self->fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0 || errno == ENOBUFS || errno == EINTR))
    ;
}

/**
 * lamp_source_connector_has_events:
 * @self: the source
 *
 * Returns: whether a message, or the word that some were lost, waits to be fetched
 */
bool
lamp_source_connector_has_events (const LampSourceConnector *self)
{
  struct pollfd poll_fd = { .fd = self->fd, .events = POLLIN };

  return self->fd >= 0 && poll (&poll_fd, 1, 0) > 0;
}

/**
 * lamp_source_connector_fetch:
 * @self: the source
 * @out_count: (out): how many messages were fetched
 *
 * Takes messages from the kernel without looking at them, so that the caller can first read a source whose
 * events come before these (an opening comes before its execution).
 *
 * Returns: whether there may be more
 */
bool
lamp_source_connector_fetch (LampSourceConnector *self, int *out_count)
{
  Batch *batch = self->batch;
  int count;

  *out_count = 0;
  if (self->fd < 0)
    return false;
  for (int i = 0; i < LAMP_PROBE_CONNECTOR_BATCH; i++)
    {
      batch->vectors[i] = (struct iovec){ batch->bytes[i], MESSAGE_BYTES };
      batch->messages[i].msg_hdr = (struct msghdr){ .msg_name = &batch->addresses[i],
                                                    .msg_namelen = sizeof batch->addresses[i],
                                                    .msg_iov = &batch->vectors[i],
                                                    .msg_iovlen = 1 };
    }
  count = recvmmsg (self->fd, batch->messages, LAMP_PROBE_CONNECTOR_BATCH, MSG_DONTWAIT, NULL);
  if (count < 0)
    {
      /* one such answer per overflow: the newest were lost, the queued ones are still there */
      if (errno == ENOBUFS)
        self->sink->lost (self->sink->data, LAMP_SENSOR_CONNECTOR, 0);
      return errno == ENOBUFS || errno == EINTR;
    }
  *out_count = count;
  return count == LAMP_PROBE_CONNECTOR_BATCH;
}

/**
 * lamp_source_connector_deliver:
 * @self: the source
 * @count: from lamp_source_connector_fetch()
 *
 * Hands over what was fetched.
 */
void
lamp_source_connector_deliver (LampSourceConnector *self, int count)
{
  const Batch *batch = self->batch;

  for (int i = 0; i < count; i++)
    {
      struct proc_event event;

      /* only the kernel's own word counts */
      if (batch->addresses[i].nl_pid != 0 ||
          !take_event (batch->bytes[i], batch->messages[i].msg_len, &event))
        continue;
      if (event.what == PROC_EVENT_EXEC)
        self->sink->executed (self->sink->data, event.event_data.exec.process_tgid,
                              event.timestamp_ns / 1000);
      else if (event.what == PROC_EVENT_EXIT &&
               event.event_data.exit.process_pid == event.event_data.exit.process_tgid)
        self->sink->ended (self->sink->data, event.event_data.exit.process_tgid);
    }
}

/**
 * lamp_source_connector_close:
 * @self: the source
 *
 * Tells the kernel to stop, always, and closes.
 */
void
lamp_source_connector_close (LampSourceConnector *self)
{
  if (self->fd < 0)
    return;
  if (self->listening)
    send_request (self->fd, PROC_CN_MCAST_IGNORE, TYPES_WANTED);
  close (self->fd);
  self->fd = -1;
  self->listening = false;
}
