#include "gateway/network/http/body_buffer.h"

namespace renkei::http {
namespace {

constexpr std::size_t piece_bytes = 64U << 10;
constexpr std::size_t uncounted = 16U << 10; // of a response: as much as a connection's other buffers

} // namespace

void BodyBuffer::expect(std::uint64_t bytes) {
    if (bytes > bytes_.capacity()) {
        bytes_.reserve(static_cast<std::size_t>(bytes));
    }
}

bool BodyBuffer::move_to_spool() {
    std::unique_ptr<Spool::File> file = spool_->open(caller_);
    if (!file || !file->append(std::string_view(bytes_).substr(begin_))) {
        return false;
    }
    file_ = std::move(file);
    bytes_ = {};
    begin_ = 0;
    memory_->release();
    adopted_.reset();
    return true;
}

HttpResult<void> BodyBuffer::append(std::string_view bytes) {
    if (!file_ && memory_->grow(bytes.size())) {
        bytes_.append(bytes);
        return {};
    }
    if ((file_ || move_to_spool()) && file_->append(bytes)) {
        return {};
    }
    return budget_->refusal(caller_);
}

HttpResult<BodyBuffer::Complete> BodyBuffer::whole(MemoryBudget::Deadline deadline) {
    Complete out{.bytes = {}, .memory = budget_->open(caller_, MemoryUse::working)};
    const std::uint64_t size = this->size();
    if (!file_) {
        memory_->release(); // from waiting to working
    }
    if (!out.memory->grow(size) &&
        ((!file_ && !move_to_spool()) || !out.memory->grow_until(deadline, size))) {
        return budget_->refusal(caller_);
    }
    if (!file_) {
        out.bytes = std::move(bytes_);
        return out;
    }
    out.bytes.reserve(static_cast<std::size_t>(size));
    while (const std::optional<std::string> piece = file_->next()) {
        if (piece->empty()) {
            file_.reset();
            return out;
        }
        out.bytes += *piece;
    }
    return budget_->refusal(caller_); // the disk failed
}

HttpResult<void> BodyBuffer::adopt(std::string bytes, MemoryShare::ReservationPtr memory) {
    bytes_ = std::move(bytes);
    adopted_ = std::move(memory);
    if (adopted_) {
        adopted_->shrink_to(bytes_.size());
        if (adopted_->wait_for_network() || move_to_spool() || !spool_->is_there()) {
            return {}; // without a spool it stays as it is, counted
        }
        bytes_ = {};
        adopted_.reset(); // a response that is not read must not keep the slot for one large reservation
        return budget_->refusal(caller_);
    }
    if (bytes_.size() <= uncounted || memory_->grow(bytes_.size()) || move_to_spool()) {
        return {};
    }
    bytes_ = {};
    return budget_->refusal(caller_);
}

std::optional<std::string_view> BodyBuffer::next() {
    if (!file_) {
        const std::string_view piece = std::string_view(bytes_).substr(begin_, piece_bytes);
        begin_ += piece.size();
        return piece;
    }
    std::optional<std::string> piece = file_->next();
    piece_ = std::move(piece).value_or(std::string());
    return piece ? std::optional(std::string_view(piece_)) : std::nullopt;
}

void BodyBuffer::spill() {
    if (!file_ && bytes_.size() - begin_ > piece_bytes) {
        move_to_spool();
    }
}

} // namespace renkei::http
