// All documents one behind the other: to standard output or into one file, which Renkei can read again.
#include "gateway/app/cli/output.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/filesystem.h"
#include "gateway/core/json/line_guess.h"
#include "gateway/forms/service/fhir_text.h"
#include "generated/messages/base.h"
#include "generated/messages/cli.h"

#include <fcntl.h>

#include <cstdlib>
#include <cstring>
#include <optional>

namespace renkei::cli {
namespace {

using service::OutcomeStatus;
using service::OutputDocument;

// May another document stand behind the first one? Lines of CSV may, and JSON one document a line; both only
// of one kind.
class Joining {
public:
    explicit Joining(const OutputSettings& settings) : settings_(&settings) {}

    diag::Result<void> add(const OutputDocument& document) {
        const bool is_first = ++documents_ == 1;
        if (is_first) {
            kind_ = document.kind;
            name_ = document.has_items_in_name ? document.name : "";
            const bool is_one_line =
                !document.is_json || !settings_->pretty || !json::is_named_by_line(settings_->path);
            return is_one_line ? diag::Result<void>() : diag::fail(message::usage_pretty_lines, {}, {});
        }
        if (document.kind != kind_) {
            return diag::fail(message::usage_kinds_in_file, {}, {kind_, document.kind});
        }
        if (document.has_items_in_name && document.name != name_) {
            return diag::fail(message::usage_names_in_file, {}, {name_, document.name});
        }
        if (stands_alone(document)) {
            return diag::fail(message::usage_xml_in_file, {}, {});
        }
        if (document.is_json && settings_->pretty) {
            return diag::fail(message::usage_pretty_lines, {}, {});
        }
        const bool is_file = !settings_->path.empty() && settings_->path != "-";
        if (document.is_json && is_file && !settings_->join && !json::is_named_by_line(settings_->path)) {
            return diag::fail(message::usage_documents_to_file, {.file = settings_->path}, {settings_->path});
        }
        return {};
    }

    // The name that the output must have, because items stand in it; empty: any, or it has it.
    std::string_view needed_name() const {
        return fs::path(settings_->path).filename() == name_ ? std::string_view() : name_;
    }

    bool is_empty() const { return documents_ == 0; }

private:
    // A file of XML or HTML is one document.
    static bool stands_alone(const OutputDocument& document) {
        return document.kind == service::fhir_kind(service::FhirSyntax::xml) ||
               document.kind == service::page_name;
    }

    const OutputSettings* settings_;
    std::size_t documents_ = 0;
    std::string kind_;
    std::string name_; // of a document whose name says items
};

// Not every file system has files without a name, nor every kernel: each refuses them in its own way.
base::FileDescriptor open_unlinked(const std::string& folder) {
    base::FileDescriptor out(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!out.ok() && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) {
        std::string name = folder + "/renkei-XXXXXX";
        out = base::FileDescriptor(::mkostemp(name.data(), O_CLOEXEC));
        if (out.ok()) {
            ::unlink(name.c_str());
        }
    }
    return out;
}

// An unlinked file for what cannot be taken back once it is written.
class Spool {
public:
    diag::Result<void> append(std::string_view bytes) {
        if (!file_.ok()) {
            const char* const folder = std::getenv("TMPDIR");
            folder_ = folder == nullptr || *folder == '\0' ? "/tmp" : folder;
            file_ = open_unlinked(folder_);
        }
        return file_.ok() && base::write_all(file_.number(), bytes) ? diag::Result<void>() : failed();
    }
    bool is_used() const { return file_.ok(); }
    void clear() { file_ = base::FileDescriptor(-1); }

    template <class Write>
    diag::Result<void> copy_to(const Write& write) {
        std::string block(256U << 10U, '\0');
        for (off_t at = 0;;) {
            const ssize_t n = ::pread(file_.number(), block.data(), block.size(), at);
            if (n < 0 && errno != EINTR) {
                return failed();
            }
            if (n == 0) {
                return {};
            }
            if (n > 0) {
                TRY_VOID(write(std::string_view(block.data(), static_cast<std::size_t>(n))));
                at += n;
            }
        }
    }

private:
    tl::unexpected<diag::Error> failed() const {
        return diag::fail(message::file_unwritable, {.file = folder_}, {std::strerror(errno)});
    }

    std::string folder_;
    base::FileDescriptor file_{-1};
};

class OneStream final : public Output {
public:
    OneStream(const OutputSettings& settings, Done done)
        : settings_(settings),
          done_(std::move(done)),
          joining_(settings_),
          joined_(settings_) {
        if (is_file() && !settings_.is_one_of_many) {
            const fs::path path(settings_.path);
            base::remove_stale_files(path.has_parent_path() ? path.parent_path() : fs::path("."),
                                     path.filename().string() + ".");
        }
    }

    void add(service::Outcome outcome) override {
        if (is_skipped()) {
            if (outcome.is_last && outcome.status == OutcomeStatus::done) {
                outcome.report.add(message::output_skipped, {.file = settings_.path});
            }
        } else {
            write_documents(outcome);
        }
        if (!outcome.is_last) {
            return;
        }
        const bool is_done = outcome.status == OutcomeStatus::done;
        if (is_done && !is_skipped()) {
            end_input();
        } else {
            forget_input();
        }
        if (settings_.is_one_of_many && file_) {
            file_->rest();
        }
        const bool is_in_output = is_done && input_has_documents_ && !is_skipped();
        if (is_in_output && so_far_ && !joining_.needed_name().empty()) {
            outcome.report.add(message::output_needs_name, {.file = settings_.path},
                               {std::string(joining_.needed_name())});
        }
        if (is_done && !so_far_ && !is_skipped()) {
            set_unwritten(outcome);
        }
        input_has_documents_ = false;
        outcome.documents.clear();
        if (!held_.empty() || (is_in_output && file_ && file_->is_file())) {
            hold(std::move(outcome), is_in_output);
        } else {
            report(outcome, is_in_output);
        }
    }

    // A file that could not be written as a whole is removed, and each input is reported as unwritten.
    diag::Result<void> finish() override {
        diag::Result<void> committed = file_ && so_far_ ? file_->commit() : diag::Result<void>();
        so_far_ = committed ? so_far_ : committed;
        file_.reset(); // and what it left, if it was not committed
        for (Held& each : std::exchange(held_, {})) {
            if (each.is_in_output && each.outcome.status == OutcomeStatus::done && !so_far_) {
                set_unwritten(each.outcome);
                committed = {};
            }
            report(each.outcome, each.is_in_output);
        }
        return committed;
    }

private:
    // What is said of it waits until the file is there.
    struct Held {
        service::Outcome outcome;
        bool is_in_output;
    };

    void hold(service::Outcome outcome, bool is_in_output) {
        constexpr std::size_t max_findings =
            200'000; // of all inputs; beyond, each keeps few and counts the others
        constexpr std::size_t few_findings = 10;
        if (held_findings_ + outcome.report.findings().size() > max_findings) {
            diag::Report shorter(few_findings);
            shorter.append(outcome.report);
            outcome.report = std::move(shorter);
        }
        held_findings_ += outcome.report.findings().size();
        held_.push_back({std::move(outcome), is_in_output});
    }

    void set_unwritten(service::Outcome& outcome) const {
        outcome.status = is_usage_ ? OutcomeStatus::wrong_output : OutcomeStatus::unwritten;
        outcome.report.add(so_far_.error());
    }

    void report(const service::Outcome& outcome, bool is_in_output) const {
        const bool has_name = is_in_output && is_file() && outcome.status == OutcomeStatus::done;
        done_(outcome, has_name ? std::vector{settings_.path} : std::vector<std::string>());
    }

    bool is_file() const { return !settings_.path.empty() && settings_.path != "-"; }

    bool is_skipped() {
        if (!skipped_) {
            std::error_code none;
            skipped_ = is_file() && settings_.skip_existing && fs::exists(settings_.path, none);
        }
        return *skipped_;
    }

    void write_documents(const service::Outcome& outcome) {
        bool is_first = joining_.is_empty();
        for (const OutputDocument& document : outcome.documents) { // before the first is printed
            if (so_far_) {
                so_far_ = joining_.add(document);
                is_usage_ = !so_far_;
            }
        }
        std::string made;
        for (const OutputDocument& document : outcome.documents) {
            if (so_far_) {
                const std::string_view bytes = bytes_of(document, settings_.pretty, made);
                so_far_ = write(bytes.substr(is_first ? 0 : document.head), outcome.is_last);
            }
            is_first = false;
            input_has_documents_ = true;
        }
    }

    // A part of an input may still be refused with it.
    diag::Result<void> write(std::string_view bytes, bool is_last) {
        if (is_file() && !file_) {
            TRY(file_, base::AtomicFile::open(settings_.path, settings_.overwrite ? base::Overwrite::yes
                                                                                  : base::Overwrite::no));
        }
        const bool can_take_back = file_ && file_->is_file();
        return can_take_back || (is_last && !spool_.is_used()) ? put(bytes) : spool_.append(bytes);
    }

    diag::Result<void> put(std::string_view bytes) {
        if (file_) {
            return file_->append(bytes);
        }
        print(bytes); // which notes by itself what goes wrong
        return {};
    }

    void end_input() {
        if (so_far_ && spool_.is_used()) {
            so_far_ = spool_.copy_to([&](std::string_view bytes) { return put(bytes); });
        }
        spool_.clear();
        end_of_last_input_ = file_ ? file_->size() : 0;
        joined_ = joining_;
        was_usage_ = is_usage_;
    }

    void forget_input() {
        spool_.clear();
        if (is_usage_ &&
            !was_usage_) { // an error of documents that are not in the output; those of a device stay
            so_far_ = {};
            is_usage_ = false;
        }
        if (so_far_ && file_ && file_->is_file() && file_->size() > end_of_last_input_) {
            so_far_ = file_->truncate_to(end_of_last_input_);
        }
        if (end_of_last_input_ == 0) {
            file_.reset();
        }
        joining_ = joined_;
    }

    OutputSettings settings_;
    Done done_;
    Joining joining_;
    Joining joined_; // as it was behind the last input that is in the output
    std::optional<base::AtomicFile> file_;
    std::size_t end_of_last_input_ = 0; // in file_
    Spool spool_;
    diag::Result<void> so_far_{}; // after an error nothing more is written
    bool is_usage_ = false;       // it is the command line's
    bool was_usage_ = false;      // and of an input that is not refused
    bool input_has_documents_ = false;
    std::vector<Held> held_;
    std::size_t held_findings_ = 0;
    std::optional<bool> skipped_;
};

} // namespace

std::unique_ptr<Output> one_stream(const OutputSettings& settings, Output::Done done) {
    return std::make_unique<OneStream>(settings, std::move(done));
}

} // namespace renkei::cli
