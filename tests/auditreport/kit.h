// Events and a report of them.
#pragma once

#include "gateway/network/auditreport/render.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace renkei::auditreport {

inline constexpr base::Millis noon = 1'795'143'600'000; // 2026-11-20T12:00:00+09:00
inline constexpr base::Millis second = 1000;
inline constexpr base::Millis hour = 3600 * second;
inline const std::string one_document = "01934b2e-0000-7000-8000-000000000001";
inline const std::string other_document = "01934b2e-0000-7000-8000-000000000002";

inline policy::Peer peer(const std::string& id, const std::string& name, policy::Role role) {
    policy::Peer out;
    out.id = id;
    out.name = name;
    out.role = role;
    return out;
}

inline audit::Event read_by(const std::string& peer, base::Millis at) {
    return {.at = at, .interaction = "read", .peer = peer, .document = one_document, .version = 1};
}

inline AccessReport report_of(const std::vector<audit::Event>& events) {
    ReportBuilder builder;
    for (const audit::Event& event : events) {
        builder.add(event);
    }
    AccessReport out = builder.take();
    out.subject = {.kind = SubjectKind::person, .name = "insurer:990010|0000001016"};
    out.made = noon + 24 * hour;
    out.peers.emplace("hospital", peer("hospital", "架空総合病院", policy::Role::hospital));
    out.documents[one_document] = {.form = "入院時情報提供書", .received = noon - hour, .is_kept = true};
    out.trail = {.events = events.size(), .chains = 1, .begins = noon - 2 * hour};
    return out;
}

} // namespace renkei::auditreport
