#include "gateway/audit/verify.h"

namespace renkei::audit {

using diag::Message;

void Verifier::broken(diag::Report& report, Message message, std::vector<std::string> args) {
    args.insert(args.begin(), node_);
    report.add(message, {}, std::move(args));
    broken_ = true;
}

void Verifier::add(const Link& link, diag::Report& report) {
    const std::string number = std::to_string(link.sequence);
    ++count_;
    if (chain(link.before, link.sequence, link.event) != link.hash) {
        broken(report, Message::audit_changed, {number});
    }
    if (link.sequence < next_) {
        broken(report, Message::audit_link_broken, {number});
        return;
    }
    if (link.sequence > next_) {
        broken(report, Message::audit_gap, {std::to_string(next_), number});
    } else if (link.before != last_) {
        broken(report, Message::audit_link_broken, {number});
    }
    if (link.sequence == anchor_sequence_ && link.hash != anchor_) {
        broken(report, Message::audit_other_anchor, {number});
    }
    next_ = link.sequence + 1;
    last_ = link.hash;
}

void Verifier::finish(diag::Report& report) const {
    const std::string end = std::to_string(next_ - 1);
    if (anchor_sequence_ >= next_) {
        report.add(Message::audit_cut, {}, {node_, end, std::to_string(anchor_sequence_)});
    } else if (!broken_) {
        report.add(Message::audit_whole, {}, {node_, std::to_string(count_), seal::to_hex(last_)});
    }
}

} // namespace renkei::audit
