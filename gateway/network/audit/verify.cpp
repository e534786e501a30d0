#include "gateway/network/audit/verify.h"

#include "generated/messages/audit.h"

namespace renkei::audit {

void Verifier::broken(diag::Report& report, Message message, diag::Arguments args) {
    args.texts.insert(args.texts.begin(), node_);
    report.add(message, {}, std::move(args));
    broken_ = true;
}

void Verifier::add(const ChainLink& link, diag::Report& report) {
    const std::string number = std::to_string(link.sequence);
    ++count_;
    if (chain(link.before, link.sequence, link.event) != link.hash) {
        broken(report, message::audit_changed, {number});
    }
    if (!seal::equal_in_constant_time(link.seal, seal_of(key_, node_, link.sequence, link.hash))) {
        broken(report, message::audit_seal_wrong, {number});
    }
    if (link.sequence < next_) {
        broken(report, message::audit_link_broken, {number});
        return;
    }
    if (link.sequence > next_) {
        broken(report, message::audit_gap, {std::to_string(next_), number});
    } else if (link.before != last_) {
        broken(report, message::audit_link_broken, {number});
    }
    if (link.sequence == anchor_.sequence && link.hash != anchor_.hash) {
        broken(report, message::audit_other_anchor, {number});
    }
    next_ = link.sequence + 1;
    last_ = link.hash;
}

void Verifier::finish(diag::Report& report) const {
    const std::string end = std::to_string(next_ - 1);
    if (anchor_.sequence >= next_) {
        report.add(message::audit_cut, {}, {node_, end, std::to_string(anchor_.sequence)});
    } else if (!broken_) {
        report.add(message::audit_whole, {}, {node_, std::to_string(count_), seal::to_hex(last_)});
    }
}

} // namespace renkei::audit
