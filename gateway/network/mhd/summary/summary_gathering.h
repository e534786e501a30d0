// What documents of one person say, gathered document by document for a summary: the newest first.
#pragma once

#include "gateway/forms/form/wordings.h"
#include "gateway/network/mhd/metadata/confidentiality.h"
#include "gateway/network/mhd/summary/summary_document.h"
#include "gateway/network/mhd/summary/summary_person.h"
#include "gateway/network/mhd/summary/summary_source.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::mhd {

// Those with a security label R or V, or whose line names what has one.
enum class RestrictedEntries : std::uint8_t { taken, left_out };

bool is_entered_in_error(const json::Tree& tree, json::NodeId resource);

class SummaryGathering {
public:
    // The sections and wordings outlive it; the first section is the person's own.
    SummaryGathering(std::span<const SummarySection> sections, std::string_view canonical,
                     const form::Wordings& wordings, RestrictedEntries restricted = RestrictedEntries::taken)
        : sections_(sections),
          canonical_(canonical),
          wordings_(wordings),
          restricted_(restricted) {}

    void add(OpenDocument& document);
    const SummaryContent& content() const { return content_; }
    SummaryContent&& take() { return std::move(content_); }
    std::uint64_t bytes() const { return bytes_; }

private:
    void add_person(const DocumentView& view, SummarisedDocument& source, std::vector<std::string>& targets);
    void add_line(std::size_t section, const std::string& key, const SummaryLine& line,
                  const std::string& reference, std::vector<std::string>& targets, SummaryQuestion question,
                  PersonStatement of_person = PersonStatement::other);
    void add_contacts(const DocumentView& view, SummarisedDocument& source,
                      std::vector<std::string>& targets);
    bool add_entry(const Candidate& candidate, SummarisedDocument& source, std::vector<std::string>& targets);
    std::optional<std::size_t> section_of(const Candidate& candidate) const;
    void add_silence(const DocumentView& view, const std::map<std::string, std::size_t>& others);
    void add_label(std::string_view code) {
        content_.confidentiality = stricter(content_.confidentiality, code);
    }
    bool leaves_out(bool is_restricted) const {
        return is_restricted && restricted_ == RestrictedEntries::left_out;
    }

    std::span<const SummarySection> sections_;
    std::string_view canonical_;
    const form::Wordings& wordings_;
    RestrictedEntries restricted_;
    std::vector<SummaryMark> marks_ = read_summary_marks(summary_table());
    SummaryContent content_;
    SummaryPerson person_said_;
    std::map<std::pair<std::size_t, std::string>, std::size_t> by_content_; // section and content: an entry
    std::uint64_t bytes_ = 0;                                               // of the resources
};

} // namespace renkei::mhd
