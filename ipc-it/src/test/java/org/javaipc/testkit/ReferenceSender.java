package org.javaipc.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.Sender;

/** The sending end of a reference channel. */
final class ReferenceSender extends ReferenceEnd implements Sender {
  private static final long FOREVER = Long.MAX_VALUE;

  private final MemorySegment room;
  private final ReferenceClaim claim = new ReferenceClaim();
  private int claimed = -1;

  ReferenceSender(Address address, ReferenceQueue queue, Breach breach) {
    super(address, queue, breach, EndRole.SENDER);
    this.room = Arena.ofAuto().allocate(Math.max(1, queue.limit()));
    monitor.opened(this);
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    try {
      return put(segment, offset, length, breach == Breach.OFFER_WAITS ? FOREVER : 0);
    } catch (InterruptedException e) {
      throw new AssertionError(e); // it does not wait
    }
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    return put(segment, offset, length, Math.max(0, timeout.toNanos()));
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    put(segment, offset, length, breach == Breach.SEND_DOES_NOT_WAIT ? 0 : FOREVER);
  }

  private boolean put(MemorySegment segment, long offset, long length, long timeout)
      throws IpcException, InterruptedException {
    int size = check(length);
    Objects.checkFromIndexSize(offset, size, segment.byteSize());
    if (!reserve(size, timeout)) {
      return breach == Breach.FULL_DROPS;
    }
    byte[] garbage = breach == Breach.ALLOCATES ? new byte[8] : null;
    try {
      queue.write(segment, offset, size);
    } finally {
      queue.release(size);
    }
    count(size);
    return garbage == null || garbage.length == 8;
  }

  private void count(int length) {
    monitor.counted(1, breach == Breach.COUNTS_NO_BYTES ? 0 : length);
  }

  private int check(long length) throws IpcException {
    requireOpen();
    if (length < 0) {
      throw new IllegalArgumentException("length=" + length);
    }
    if (length > queue.limit() && breach != Breach.LONGER_IS_SENT) {
      if (breach == Breach.LONGER_CLOSES) {
        close();
      }
      throw new MessageTooLongException(address().toString(), length, queue.limit());
    }
    return (int) Math.min(length, queue.limit());
  }

  private boolean reserve(int length, long timeout) throws IpcException, InterruptedException {
    if (claimed >= 0 && breach != Breach.CLAIMS_TWICE) {
      throw new IllegalStateException("claimed=" + claimed + ": neither committed nor aborted");
    }
    enter();
    try {
      return queue.reserve(this, length, timeout);
    } catch (InterruptedException e) {
      if (breach == Breach.INTERRUPTED_AND_SENT) {
        queue.reserve(this, length, FOREVER);
        queue.write(room, 0, length);
        queue.release(length);
      }
      throw e;
    } finally {
      exit();
    }
  }

  @Override
  public Claim tryClaim(long length) throws IpcException {
    try {
      return claim(check(length), 0);
    } catch (InterruptedException e) {
      throw new AssertionError(e); // it does not wait
    }
  }

  @Override
  public Claim claim(long length) throws IpcException, InterruptedException {
    return claim(check(length), FOREVER);
  }

  private Claim claim(int length, long timeout) throws IpcException, InterruptedException {
    if (!reserve(length, timeout)) {
      return null;
    }
    claimed = length;
    return claim;
  }

  @Override
  void leave() {
    queue.leave();
  }

  private final class ReferenceClaim implements Claim {
    @Override
    public MemorySegment segment() {
      return room;
    }

    @Override
    public long offset() {
      return 0;
    }

    @Override
    public long length() {
      return Math.max(0, claimed);
    }

    @Override
    public void commit(long length) throws IpcException {
      if (claimed < 0) {
        throw new IllegalStateException("nothing is claimed");
      }
      Objects.checkFromIndexSize(0, length, claimed);
      requireOpen();
      queue.write(room, 0, (int) length);
      count((int) length);
      end();
    }

    @Override
    public void abort() {
      if (claimed >= 0) {
        if (breach == Breach.ABORT_SENDS) {
          queue.write(room, 0, claimed);
        }
        end();
      }
    }

    private void end() {
      queue.release(claimed);
      claimed = -1;
    }
  }
}
