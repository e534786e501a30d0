// 担当事業所登録 as a FHIR EpisodeOfCare, and back. It is one office's time of care for one person, with a
// status of its own; a CareTeam would be a list of offices without one.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/json/tree.h"
#include "gateway/network/server/records/record_form.h"
#include "gateway/network/sharing/registration.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::server {

inline constexpr std::string_view episode_type = "EpisodeOfCare";

// What its dates and its end say on this day.
enum class EpisodeStatus : std::uint8_t { planned, active, finished };
EpisodeStatus episode_status(const sharing::Registration& registration, const time::Date& today);

std::string write_episode(const sharing::Registration& registration, const RecordView& view,
                          const time::Date& today);

struct ReadEpisode {
    std::string id{};
    std::string version{}; // meta.versionId; empty: not stated
    policy::Identifier person{};
    sharing::Registration registration{}; // without id and insurer
    EpisodeStatus status = EpisodeStatus::active;
    bool states_end = false;
    bool insures = false; // the caller insures the person; found when what is kept is known
};
// `service_types`: that offices may have.
diag::Result<ReadEpisode> read_episode_resource(const json::Tree& tree, const RecordForms& forms,
                                                std::span<const std::string_view> service_types);

} // namespace renkei::server
