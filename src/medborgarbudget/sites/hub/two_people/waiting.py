"""What waits for a second person in the office?"""

from medborgarbudget.sites.access.second_person import waits_for_second_person
from medborgarbudget.sites.hub.desk.waiting import waits

waits(waits_for_second_person)
